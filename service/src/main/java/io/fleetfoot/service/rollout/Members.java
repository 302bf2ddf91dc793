package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A rollout's members, and what is observed of them, with the questions the machines ask. */
record Members(List<Member> all, Observed observed) {

  List<RebootId> withdrawable() {
    return ids(member -> member.state().isWithdrawable());
  }

  List<RebootId> ids(Predicate<Member> chosen) {
    return all.stream().filter(chosen).map(Member::reboot).toList();
  }

  int count(Predicate<Member> counted) {
    return (int) all.stream().filter(counted).count();
  }

  boolean isEveryOneDone() {
    return all.stream().allMatch(member -> member.state().isTerminal());
  }

  boolean isDone(int wave) {
    return all.stream()
        .filter(member -> member.wave() <= wave)
        .allMatch(member -> member.state().isTerminal());
  }

  Tried tried(Member member) {
    return observed.of(member);
  }

  /** Every host that is ready waits for the same. */
  Map<RebootId, Verdict.No> waitingFor(String detail) {
    Map<RebootId, Verdict.No> denials = new LinkedHashMap<>();
    ids(member -> member.state() == RebootState.READY)
        .forEach(id -> denials.put(id, new Verdict.No(Constraint.WAVE_OPEN, detail)));
    return denials;
  }
}
