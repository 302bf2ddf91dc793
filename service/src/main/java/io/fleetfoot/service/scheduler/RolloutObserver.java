package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.rollout.GateOutcome;
import io.fleetfoot.service.rollout.HostHold;
import io.fleetfoot.service.rollout.Observed;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutDecision;

/** Observes for the machine of rollouts what stands beside the members: attempts and gates. */
public class RolloutObserver {

  private final RolloutRepository rollouts;
  private final RolloutGates gates;
  private final HostGates hostGates;

  /** Makes it over the rollouts, and over what was saved of their gates; hosts have none. */
  public RolloutObserver(RolloutRepository rollouts, RolloutGates gates) {
    this(rollouts, gates, HostGates.open());
  }

  /** Makes it over the rollouts, and over what was saved of their gates and their hosts'. */
  public RolloutObserver(RolloutRepository rollouts, RolloutGates gates, HostGates hostGates) {
    this.rollouts = rollouts;
    this.gates = gates;
    this.hostGates = hostGates;
  }

  Observed observe(Rollout rollout) {
    return new Observed(
        rollouts.listTried(rollout.id()),
        rollout
            .awaitedGate()
            .map(point -> gates.outcome(rollout, point))
            .orElseGet(GateOutcome.Passed::new));
  }

  /** Has it found out whether the hosts that the decision would let go down may. */
  void askHosts(Rollout rollout, RolloutDecision decision) {
    hostGates.ask(rollout, HostHold.wanted(rollout, decision));
  }

  /** Returns the decision without the hosts that are held back, by what is known of them now. */
  RolloutDecision hold(Rollout rollout, RolloutDecision decision) {
    return HostHold.hold(decision, hostGates.outcomes(rollout, HostHold.wanted(rollout, decision)));
  }
}
