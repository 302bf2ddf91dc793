package io.fleetfoot.service.timing;

/**
 * How reboots ended.
 *
 * @param succeeded on the wanted kernel
 * @param failed otherwise, with a host that speaks
 * @param silent with a host that said nothing until its deadline
 */
public record Outcomes(int succeeded, int failed, int silent) {

  public Outcomes {
    if (succeeded < 0 || failed < 0 || silent < 0) {
      throw new IllegalArgumentException(
          "%d succeeded, %d failed, %d silent: none may be negative"
              .formatted(succeeded, failed, silent));
    }
  }

  /** Returns the outcomes of no reboot. */
  public static Outcomes none() {
    return new Outcomes(0, 0, 0);
  }
}
