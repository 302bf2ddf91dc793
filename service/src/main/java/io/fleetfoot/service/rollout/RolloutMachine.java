package io.fleetfoot.service.rollout;

import io.fleetfoot.service.reboot.RebootId;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Predicate;

/** Decides the next thing to do for a rollout: observed state in, one decision out, no effect. */
public final class RolloutMachine {

  private RolloutMachine() {}

  /** Returns the decision; the members come in the order in which they are to be admitted. */
  public static RolloutDecision decide(Rollout rollout, List<Member> members, Surroundings around) {
    return switch (rollout.state()) {
      case RUNNING -> run(rollout, members, around);
      case ABORTING -> abort(members);
      case COMPLETED, STOPPED, ABORTED -> new RolloutDecision.Rest(Map.of());
    };
  }

  private static RolloutDecision run(Rollout rollout, List<Member> members, Surroundings around) {
    int failed = (int) members.stream().filter(member -> member.state().isFailure()).count();
    if (!rollout.spec().failureBudget().allows(failed)) {
      return new RolloutDecision.Stop(
          "failed hosts: %d, the failure budget tolerates %d"
              .formatted(failed, rollout.spec().failureBudget().tolerated()),
          reboots(members, member -> member.state().isWithdrawable()));
    }
    List<RebootId> queued = reboots(members, Member::mayStage);
    if (!queued.isEmpty()) {
      return new RolloutDecision.Stage(queued);
    }
    return isDone(rollout.openWave(), members)
        ? nextWave(rollout, members)
        : WaveAdmission.decide(rollout, members, around);
  }

  private static RolloutDecision nextWave(Rollout rollout, List<Member> members) {
    OptionalInt next =
        members.stream().mapToInt(Member::wave).filter(wave -> wave > rollout.openWave()).min();
    return next.isPresent()
        ? new RolloutDecision.OpenWave(next.getAsInt())
        : new RolloutDecision.Complete();
  }

  private static RolloutDecision abort(List<Member> members) {
    List<RebootId> withdrawable = reboots(members, member -> member.state().isWithdrawable());
    if (!withdrawable.isEmpty()) {
      return new RolloutDecision.Withdraw(withdrawable);
    }
    return members.stream().allMatch(member -> member.state().isTerminal())
        ? new RolloutDecision.FinishAbort()
        : new RolloutDecision.Rest(Map.of());
  }

  private static boolean isDone(int wave, List<Member> members) {
    return members.stream()
        .filter(member -> member.wave() <= wave)
        .allMatch(member -> member.state().isTerminal());
  }

  private static List<RebootId> reboots(List<Member> members, Predicate<Member> chosen) {
    return members.stream().filter(chosen).map(Member::reboot).toList();
  }
}
