package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.reboot.RebootId;
import java.util.List;
import java.util.Map;

/** The next thing to do for a rollout. */
public sealed interface RolloutDecision {

  /** Tell these hosts to stage. */
  record Stage(List<RebootId> reboots) implements RolloutDecision {}

  /** Let these hosts go down; the others that are ready wait, each for the reason given. */
  record Admit(List<RebootId> reboots, Map<RebootId, Verdict.No> denials)
      implements RolloutDecision {}

  /** Open the wave of this index. */
  record OpenWave(int index) implements RolloutDecision {}

  /** End the rollout because too many hosts failed, and withdraw these reboots. */
  record Stop(String reason, List<RebootId> withdrawn) implements RolloutDecision {}

  /** End the rollout, for every reboot has ended. */
  record Complete() implements RolloutDecision {}

  /** Withdraw these reboots of a rollout that is being aborted. */
  record Withdraw(List<RebootId> reboots) implements RolloutDecision {}

  /** End the rollout that was being aborted, for every reboot has ended. */
  record FinishAbort() implements RolloutDecision {}

  /** Do nothing now; the hosts that are ready wait, each for the reason given. */
  record Rest(Map<RebootId, Verdict.No> denials) implements RolloutDecision {}
}
