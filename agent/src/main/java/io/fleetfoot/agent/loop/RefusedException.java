package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.preflight.Refusal;
import java.util.List;
import java.util.stream.Collectors;

/** The agent will not go on with a reboot, and the host is as it was. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Refusal> refusals;

  RefusedException(List<Refusal> refusals) {
    super(
        refusals.stream()
            .map(
                refusal ->
                    "%s: found %s, wanted %s; %s"
                        .formatted(
                            refusal.check(), refusal.found(), refusal.wanted(), refusal.remedy()))
            .collect(Collectors.joining("; ")));
    this.refusals = List.copyOf(refusals);
  }

  RefusedException(Refusal refusal) {
    this(List.of(refusal));
  }

  List<Refusal> refusals() {
    return refusals;
  }

  static void throwIfAny(List<Refusal> refusals) throws RefusedException {
    if (!refusals.isEmpty()) {
      throw new RefusedException(refusals);
    }
  }
}
