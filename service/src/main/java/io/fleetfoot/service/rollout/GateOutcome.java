package io.fleetfoot.service.rollout;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the gates of one point say so far. */
public sealed interface GateOutcome {

  /** Not decided yet; the rollout waits, for the reason. */
  record Pending(String reason) implements GateOutcome {}

  /** The rollout goes on. */
  record Passed() implements GateOutcome {}

  /** The rollout stops, for the reason. */
  record Failed(String reason) implements GateOutcome {}

  /** It cannot be decided without a human; the rollout pauses, for the reason. */
  record Inconclusive(String reason) implements GateOutcome {}

  /**
   * Returns what several gates say together: failed if one has, else inconclusive if one is, else
   * pending if one is, else passed; the reasons of those that say so are joined.
   */
  static GateOutcome all(List<GateOutcome> outcomes) {
    if (outcomes.stream().anyMatch(Failed.class::isInstance)) {
      return new Failed(reasons(of(outcomes, Failed.class).map(Failed::reason)));
    } else if (outcomes.stream().anyMatch(Inconclusive.class::isInstance)) {
      return new Inconclusive(reasons(of(outcomes, Inconclusive.class).map(Inconclusive::reason)));
    } else if (outcomes.stream().anyMatch(Pending.class::isInstance)) {
      return new Pending(reasons(of(outcomes, Pending.class).map(Pending::reason)));
    }
    return new Passed();
  }

  private static <T extends GateOutcome> Stream<T> of(List<GateOutcome> outcomes, Class<T> kind) {
    return outcomes.stream().filter(kind::isInstance).map(kind::cast);
  }

  private static String reasons(Stream<String> reasons) {
    return reasons.collect(Collectors.joining("; "));
  }
}
