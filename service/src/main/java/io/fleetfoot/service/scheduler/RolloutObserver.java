package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.rollout.GateOutcome;
import io.fleetfoot.service.rollout.Observed;
import io.fleetfoot.service.rollout.Rollout;

/** Observes for the machine of rollouts what stands beside the members: attempts and gates. */
public class RolloutObserver {

  private final RolloutRepository rollouts;
  private final RolloutGates gates;

  /** Makes it over the rollouts, and over what was saved of their gates. */
  public RolloutObserver(RolloutRepository rollouts, RolloutGates gates) {
    this.rollouts = rollouts;
    this.gates = gates;
  }

  Observed observe(Rollout rollout) {
    return new Observed(
        rollouts.listTried(rollout.id()),
        rollout
            .awaitedGate()
            .map(point -> gates.outcome(rollout, point))
            .orElseGet(GateOutcome.Passed::new));
  }
}
