package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.admission.Verdict;
import java.time.Instant;
import java.util.Optional;

/** What keeps a rollout as a whole, whatever becomes of its hosts: a human, or a soak. */
public final class Standstill {

  private Standstill() {}

  /** Returns why nothing of the rollout goes on, where that is not for its hosts to say. */
  public static Optional<Verdict.No> of(Rollout rollout) {
    return switch (rollout.state()) {
      case PAUSED, AWAITING_APPROVAL -> Optional.of(halted(rollout));
      case RUNNING ->
          rollout.course().step() == WaveStep.SOAK ? Optional.of(soak(rollout)) : Optional.empty();
      default -> Optional.empty();
    };
  }

  static Verdict.No halted(Rollout rollout) {
    return new Verdict.No(
        Constraint.ROLLOUT_RUNNING, "the rollout is %s%s".formatted(rollout.state(), why(rollout)));
  }

  private static String why(Rollout rollout) {
    if (rollout.reason() != null) {
      return ": " + rollout.reason();
    }
    return rollout.state() == RolloutState.AWAITING_APPROVAL
        ? ": wave %d awaits approval".formatted(rollout.openWave())
        : "";
  }

  static Instant soaked(Rollout rollout) {
    return rollout.course().since().plus(rollout.spec().policy().waveSoak());
  }

  private static Verdict.No soak(Rollout rollout) {
    Instant end = soaked(rollout);
    return new Verdict.No(
        Constraint.WAVE_OPEN, "soak of wave %d until %s".formatted(rollout.openWave(), end), end);
  }
}
