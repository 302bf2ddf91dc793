package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Predicate;

/** Decides the next thing to do for a rollout: observed state in, one decision out, no effect. */
public final class RolloutMachine {

  private RolloutMachine() {}

  /** Returns the decision; the members come in the order in which they are to be admitted. */
  public static RolloutDecision decide(Rollout rollout, List<Member> members) {
    return switch (rollout.state()) {
      case RUNNING -> run(rollout, members);
      case ABORTING -> abort(members);
      case COMPLETED, STOPPED, ABORTED -> new RolloutDecision.Rest(Map.of());
    };
  }

  private static RolloutDecision run(Rollout rollout, List<Member> members) {
    int failed = (int) members.stream().filter(member -> member.state().isFailure()).count();
    if (!rollout.spec().failureBudget().allows(failed)) {
      return new RolloutDecision.Stop(
          "failed hosts: %d, the failure budget tolerates %d"
              .formatted(failed, rollout.spec().failureBudget().tolerated()),
          reboots(members, member -> member.state().isWithdrawable()));
    }
    List<RebootId> queued = reboots(members, member -> member.state() == RebootState.QUEUED);
    if (!queued.isEmpty()) {
      return new RolloutDecision.Stage(queued);
    }
    return isDone(rollout.openWave(), members)
        ? nextWave(rollout, members)
        : admit(rollout, members);
  }

  private static RolloutDecision nextWave(Rollout rollout, List<Member> members) {
    OptionalInt next =
        members.stream().mapToInt(Member::wave).filter(wave -> wave > rollout.openWave()).min();
    return next.isPresent()
        ? new RolloutDecision.OpenWave(next.getAsInt())
        : new RolloutDecision.Complete();
  }

  private static RolloutDecision admit(Rollout rollout, List<Member> members) {
    int down = (int) members.stream().filter(Member::hostDown).count();
    List<RebootId> admitted = new ArrayList<>();
    Map<RebootId, Verdict.No> denials = new LinkedHashMap<>();
    for (Member member : members) {
      if (member.state() != RebootState.READY) {
        continue;
      }
      Verdict verdict = judge(rollout, member, down + admitted.size(), members.size());
      if (verdict instanceof Verdict.No no) {
        denials.put(member.reboot(), no);
      } else {
        admitted.add(member.reboot());
      }
    }
    return admitted.isEmpty()
        ? new RolloutDecision.Rest(denials)
        : new RolloutDecision.Admit(admitted, denials);
  }

  private static Verdict judge(Rollout rollout, Member member, int down, int total) {
    if (member.wave() > rollout.openWave()) {
      return Verdict.no(
          Constraint.WAVE_OPEN,
          "wave %d is open, the host is in wave %d".formatted(rollout.openWave(), member.wave()));
    }
    if (member.hostDown()) {
      return Verdict.no(Constraint.HOST_UP, "the host is down already");
    }
    return rollout.spec().disruptionBudget().judge(down, total);
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
