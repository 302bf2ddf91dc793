package io.fleetfoot.service.rollout;

import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import java.util.List;
import java.util.OptionalInt;

/**
 * Decides the next thing to do for a rollout that goes back: what is done returns, wave by wave and
 * under the same constraints. A host that fails on its way back is not tried again.
 */
final class RollbackMachine {

  private RollbackMachine() {}

  static RolloutDecision decide(Rollout rollout, Members members, Surroundings around) {
    int lost = members.count(member -> isBack(members, member) && member.state().isFailure());
    if (rollout.isOverdue(around.now())) {
      return end(rollout, members, "the rollback's deadline passed");
    }
    if (!rollout.spec().failureBudget().allows(lost, members.all().size())) {
      return end(rollout, members, Counted.of(lost, "host") + " failed on the way back");
    }
    List<RebootId> late =
        members.ids(member -> !isBack(members, member) && member.state().isWithdrawable());
    if (!late.isEmpty()) {
      return new RolloutDecision.Withdraw(late);
    }
    List<RebootId> done =
        members.ids(member -> members.tried(member).changed() && !members.tried(member).stays());
    if (!done.isEmpty()) {
      return new RolloutDecision.Return(done);
    }
    List<RebootId> queued = members.ids(Member::mayStage);
    if (!queued.isEmpty()) {
      return new RolloutDecision.Stage(queued);
    }
    return members.isDone(rollout.openWave())
        ? next(rollout, members)
        : WaveAdmission.decide(rollout, members.all(), around);
  }

  private static RolloutDecision next(Rollout rollout, Members members) {
    OptionalInt wave =
        members.all().stream()
            .filter(member -> !member.state().isTerminal())
            .mapToInt(Member::wave)
            .min();
    if (wave.isPresent()) {
      return new RolloutDecision.OpenWave(wave.getAsInt());
    }
    return back(members) > 0 && left(members) == 0
        ? new RolloutDecision.FinishRollback()
        : end(rollout, members, "");
  }

  private static RolloutDecision end(Rollout rollout, Members members, String why) {
    return new RolloutDecision.Stop(
        "%s; %s%s went back, %d of those that were done did not"
            .formatted(
                rollout.reason(),
                why.isEmpty() ? "" : why + "; ",
                Counted.of(back(members), "host"),
                left(members)),
        members.withdrawable());
  }

  private static int back(Members members) {
    return members.count(
        member -> isBack(members, member) && member.state() == RebootState.SUCCEEDED);
  }

  private static int left(Members members) {
    return members.count(
        member ->
            isBack(members, member)
                ? member.state() != RebootState.SUCCEEDED
                : members.tried(member).changed());
  }

  private static boolean isBack(Members members, Member member) {
    return members.tried(member).isRollback();
  }
}
