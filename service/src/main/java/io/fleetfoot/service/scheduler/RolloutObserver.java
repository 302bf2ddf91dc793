package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.admission.Check;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.rollout.GateOutcome;
import io.fleetfoot.service.rollout.HostHold;
import io.fleetfoot.service.rollout.Member;
import io.fleetfoot.service.rollout.Observed;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutDecision;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

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

  /** Returns what the gates before each of these members say now. */
  Map<RebootId, Check> explain(Rollout rollout, List<Member> members) {
    List<RebootId> reboots = members.stream().map(Member::reboot).toList();
    Map<RebootId, GateOutcome> outcomes = hostGates.outcomes(rollout, reboots);
    return reboots.stream()
        .collect(
            Collectors.toMap(
                Function.identity(), reboot -> HostHold.check(rollout, outcomes.get(reboot))));
  }

  /** Returns the decision without the hosts that are held back, by what is known of them now. */
  RolloutDecision hold(Rollout rollout, RolloutDecision decision) {
    return HostHold.hold(decision, hostGates.outcomes(rollout, HostHold.wanted(rollout, decision)));
  }
}
