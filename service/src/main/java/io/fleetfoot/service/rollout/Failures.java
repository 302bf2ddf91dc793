package io.fleetfoot.service.rollout;

import io.fleetfoot.service.reboot.Attempt.Purpose;
import io.fleetfoot.service.reboot.RebootId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What failed hosts mean for their rollout: they are tried again, it pauses, or it stops. */
final class Failures {

  private Failures() {}

  /** Returns the failed hosts that are up, free, and have an attempt left. */
  static List<RebootId> retriable(Rollout rollout, Members members) {
    return members.ids(member -> isRetriable(rollout, members, member));
  }

  /** Returns that the first of them and those that wait as long are tried again. */
  static RolloutDecision retry(
      Rollout rollout, Members members, List<RebootId> again, Instant now) {
    int number = number(members, again.get(0));
    return new RolloutDecision.Retry(
        again.stream().filter(id -> number(members, id) == number).toList(),
        now.plus(backoff(rollout.spec().policy().retries(), number)));
  }

  /** Returns how the rollout ends or pauses, if too many hosts failed for good. */
  static Optional<RolloutDecision> judge(Rollout rollout, Members members) {
    FailureBudget budget = rollout.spec().failureBudget();
    int failed = members.count(member -> isFailed(rollout, members, member));
    int total = members.all().size();
    if (!budget.allows(failed, total)) {
      return Optional.of(
          stop(
              rollout,
              members,
              "failed hosts: %d, the failure budget tolerates %d"
                  .formatted(failed, budget.limit(total))));
    }
    return judgeWave(rollout, members, failed);
  }

  /** Returns that the rollout stops, and that its hosts go back if its policy says so. */
  static RolloutDecision stop(Rollout rollout, Members members, String reason) {
    return rollout.spec().policy().rollback() == Rollback.ON_STOP
        ? new RolloutDecision.RollBack(reason, members.withdrawable())
        : new RolloutDecision.Stop(reason, members.withdrawable());
  }

  /** With a rollback to end in, nobody has to be asked. */
  private static Optional<RolloutDecision> judgeWave(
      Rollout rollout, Members members, int failedInAll) {
    Integer tolerated = rollout.spec().policy().maxWaveFailures();
    int failed =
        members.count(
            member -> member.wave() == rollout.openWave() && isFailed(rollout, members, member));
    if (tolerated == null || failed <= tolerated || failedInAll <= rollout.course().forgiven()) {
      return Optional.empty();
    }
    String reason =
        "failed hosts of wave %d: %d, maxWaveFailures is %d"
            .formatted(rollout.openWave(), failed, tolerated);
    return Optional.of(
        rollout.spec().policy().rollback() == Rollback.ON_STOP
            ? stop(rollout, members, reason)
            : new RolloutDecision.Pause(Course.Pause.FAILURES, reason));
  }

  private static boolean isFailed(Rollout rollout, Members members, Member member) {
    return member.state().isFailure() && !isRetriable(rollout, members, member);
  }

  private static boolean isRetriable(Rollout rollout, Members members, Member member) {
    Tried tried = members.tried(member);
    return member.state().isFailure()
        && !member.hostDown()
        && !tried.busy()
        && tried.attempt().purpose() == Purpose.ROLLOUT
        && tried.attempt().number() <= rollout.spec().policy().retries().limit();
  }

  private static int number(Members members, RebootId id) {
    return members.observed().tried().getOrDefault(id, Tried.ONCE).attempt().number();
  }

  private static Duration backoff(Retries retries, int number) {
    Duration wait = retries.backoff();
    for (int doubled = 1; doubled < number; doubled++) {
      wait = wait.compareTo(retries.maxBackoff()) < 0 ? wait.multipliedBy(2) : wait;
    }
    return wait.compareTo(retries.maxBackoff()) < 0 ? wait : retries.maxBackoff();
  }
}
