package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decides which hosts of the open wave go down next: observed state in, one decision out. */
final class WaveAdmission {

  private WaveAdmission() {}

  /** Returns which of the hosts that are ready may go down now, and why the others wait. */
  static RolloutDecision decide(Rollout rollout, List<Member> members, Surroundings around) {
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
}
