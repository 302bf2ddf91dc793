package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.reboot.RebootId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The next thing to do for a rollout. */
public sealed interface RolloutDecision {

  /** Tell these hosts to stage. */
  record Stage(List<RebootId> reboots) implements RolloutDecision {}

  /** Let these hosts go down; the others that are ready wait, each for the reason given. */
  record Admit(List<RebootId> reboots, Map<RebootId, Verdict.No> denials)
      implements RolloutDecision {}

  /** Withdraw these reboots, each for the reason given; the rollout goes on without them. */
  record LeaveOut(Map<RebootId, String> reasons) implements RolloutDecision {}

  /** Take the host of this reboot for lost, for it is silent and nothing else keeps it. */
  record Lose(RebootId reboot) implements RolloutDecision {}

  /** Try the hosts of these failed reboots again, not before the time. */
  record Retry(List<RebootId> reboots, Instant notBefore) implements RolloutDecision {}

  /** Go to this step of the open wave. */
  record Enter(WaveStep step) implements RolloutDecision {}

  /** Open the wave of this index. */
  record OpenWave(int index) implements RolloutDecision {}

  /** Take nothing new until an operator lets it go on. */
  record Pause(Course.Pause why, String reason) implements RolloutDecision {}

  /** End the rollout, and withdraw these reboots. */
  record Stop(String reason, List<RebootId> withdrawn) implements RolloutDecision {}

  /** Stop the rollout likewise, and let the hosts that are done go back. */
  record RollBack(String reason, List<RebootId> withdrawn) implements RolloutDecision {}

  /** Let the hosts of these reboots go back to their previous kernel image. */
  record Return(List<RebootId> reboots) implements RolloutDecision {}

  /** End the rollout that was rolled back: every host that was done is back. */
  record FinishRollback() implements RolloutDecision {}

  /** End the rollout, for every reboot has ended. */
  record Complete() implements RolloutDecision {}

  /** Abort the rollout, for nobody let it go on in time. */
  record Abort(String reason) implements RolloutDecision {}

  /** Withdraw these reboots of a rollout that is being aborted, or rolled back. */
  record Withdraw(List<RebootId> reboots) implements RolloutDecision {}

  /** End the rollout that was being aborted, for every reboot has ended or the time is up. */
  record FinishAbort() implements RolloutDecision {}

  /** Do nothing now; the hosts that are ready wait, each for the reason given. */
  record Rest(Map<RebootId, Verdict.No> denials) implements RolloutDecision {}
}
