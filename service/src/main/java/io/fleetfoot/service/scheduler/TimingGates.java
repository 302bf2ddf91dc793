package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.rollout.GateOutcome;
import io.fleetfoot.service.rollout.GatePoint;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.TimingPolicy;
import io.fleetfoot.service.timing.RegressionTest;
import io.fleetfoot.service.timing.TimingVerdict;
import java.util.Optional;

/**
 * Lets a wave that got slower pause or stop its rollout, as the rollout's policy says. A wave that
 * cannot be judged, for lack of timings to compare, keeps nobody waiting.
 */
public class TimingGates implements RolloutGates {

  private static final double PERCENT = 100.0;

  private final TimingGate gate;

  /** Makes it over the judgement of waves. */
  public TimingGates(TimingGate gate) {
    this.gate = gate;
  }

  @Override
  public GateOutcome outcome(Rollout rollout, GatePoint point) {
    TimingPolicy policy = rollout.spec().policy().timing();
    if (point.kind() != GatePoint.Kind.AFTER_WAVE) {
      return new GateOutcome.Passed();
    }
    return switch (policy.action()) {
      case OFF, WARN -> new GateOutcome.Passed();
      case PAUSE ->
          slower(rollout, point.wave())
              .<GateOutcome>map(GateOutcome.Inconclusive::new)
              .orElseGet(GateOutcome.Passed::new);
      case ABORT ->
          slower(rollout, point.wave())
              .<GateOutcome>map(GateOutcome.Failed::new)
              .orElseGet(GateOutcome.Passed::new);
    };
  }

  /** Returns by how much the wave got slower, if it did and the policy wants to hear of it. */
  Optional<String> warning(Rollout rollout, int wave) {
    return rollout.spec().policy().timing().action() == TimingPolicy.Action.WARN
        ? slower(rollout, wave)
        : Optional.empty();
  }

  private Optional<String> slower(Rollout rollout, int wave) {
    TimingPolicy policy = rollout.spec().policy().timing();
    TimingVerdict verdict =
        gate.judge(
            rollout.id(),
            wave,
            RegressionTest.of(policy.minSamples(), policy.tolerance() / PERCENT));
    return verdict.outcome() == TimingVerdict.Outcome.REGRESSION
        ? Optional.of("wave %d got slower: %s".formatted(wave, verdict.text()))
        : Optional.empty();
  }
}
