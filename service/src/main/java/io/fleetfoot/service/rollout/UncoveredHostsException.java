package io.fleetfoot.service.rollout;

/** Waves that leave hosts over. */
public class UncoveredHostsException extends UnfinishableException {

  private static final long serialVersionUID = 1;

  UncoveredHostsException(int planned, int total) {
    super(
        "$.waves",
        "the waves cover %d of %d hosts; end them with \"100%%\" to cover the rest"
            .formatted(planned, total));
  }
}
