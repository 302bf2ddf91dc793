package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /** Every host that is ready waits for the wave to open. */
  Map<RebootId, Verdict.No> waitingFor(String detail) {
    return waitingFor(new Verdict.No(Constraint.WAVE_OPEN, detail), EnumSet.of(RebootState.READY));
  }

  /** Every host that could stage or go waits for the same. */
  Map<RebootId, Verdict.No> waitingFor(Verdict.No no) {
    return waitingFor(no, EnumSet.of(RebootState.QUEUED, RebootState.READY));
  }

  /** One that another rollout has waits for that first. */
  private Map<RebootId, Verdict.No> waitingFor(Verdict.No no, Set<RebootState> states) {
    Map<RebootId, Verdict.No> denials = new LinkedHashMap<>();
    for (Member member : all) {
      if (member.elsewhere() != null) {
        denials.put(member.reboot(), elsewhere(member.elsewhere()));
      } else if (states.contains(member.state())) {
        denials.put(member.reboot(), no);
      }
    }
    return denials;
  }

  static Verdict.No elsewhere(OtherRollout other) {
    return new Verdict.No(Constraint.OTHER_ROLLOUT, "the host has a reboot of " + other);
  }
}
