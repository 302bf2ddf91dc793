package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.Check;
import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.reboot.RebootId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds back hosts that may go down but for the gates before each host. */
public final class HostHold {

  private HostHold() {}

  /** Returns the hosts whose gates are to be asked: those that nothing else holds back. */
  public static List<RebootId> wanted(Rollout rollout, RolloutDecision decision) {
    return rollout.state() == RolloutState.RUNNING
            && decision instanceof RolloutDecision.Admit admit
        ? admit.reboots()
        : List.of();
  }

  /** Returns what the gates before a host of the rollout say, all together. */
  public static Check check(Rollout rollout, @Nullable GateOutcome outcome) {
    if (outcome == null) {
      return Check.passed(Constraint.HOOK, "no webhook is asked before a host");
    }
    if (rollout.state() == RolloutState.ROLLING_BACK) {
      return Check.passed(Constraint.HOOK, "no webhook is asked before a host goes back");
    }
    return reason(outcome)
        .map(reason -> Check.blocked(new Verdict.No(Constraint.HOOK, reason)))
        .orElseGet(
            () ->
                Check.passed(
                    Constraint.HOOK, "every webhook that is asked before the host allowed it"));
  }

  private static Optional<String> reason(GateOutcome outcome) {
    if (outcome instanceof GateOutcome.Failed failed) {
      return Optional.of(failed.reason());
    } else if (outcome instanceof GateOutcome.Pending pending) {
      return Optional.of(pending.reason());
    } else if (outcome instanceof GateOutcome.Inconclusive inconclusive) {
      return Optional.of(inconclusive.reason());
    }
    return Optional.empty();
  }

  /** Returns what is left of the decision; hosts without an outcome may go. */
  public static RolloutDecision hold(
      RolloutDecision decision, Map<RebootId, GateOutcome> outcomes) {
    if (outcomes.isEmpty() || !(decision instanceof RolloutDecision.Admit admit)) {
      return decision;
    }
    Map<RebootId, String> denied = new LinkedHashMap<>();
    List<RebootId> admitted = new ArrayList<>();
    Map<RebootId, Verdict.No> denials = new LinkedHashMap<>(admit.denials());
    for (RebootId reboot : admit.reboots()) {
      GateOutcome outcome = outcomes.getOrDefault(reboot, new GateOutcome.Passed());
      if (outcome instanceof GateOutcome.Failed failed) {
        denied.put(reboot, failed.reason());
      } else {
        reason(outcome)
            .ifPresentOrElse(
                reason -> denials.put(reboot, new Verdict.No(Constraint.HOOK, reason)),
                () -> admitted.add(reboot));
      }
    }
    if (!denied.isEmpty()) {
      return new RolloutDecision.LeaveOut(denied);
    }
    return admitted.isEmpty()
        ? new RolloutDecision.Rest(denials)
        : new RolloutDecision.Admit(admitted, denials);
  }
}
