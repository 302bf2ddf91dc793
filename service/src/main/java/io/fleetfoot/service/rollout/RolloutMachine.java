package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.reboot.RebootId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Decides the next thing to do for a rollout: observed state in, one decision out, no effect. */
public final class RolloutMachine {

  private RolloutMachine() {}

  /** Returns the decision for a rollout whose hosts are all tried once, with its gates open. */
  public static RolloutDecision decide(Rollout rollout, List<Member> members, Surroundings around) {
    return decide(rollout, members, around, Observed.nothing());
  }

  /** Returns the decision; the members come in the order in which they are to be admitted. */
  public static RolloutDecision decide(
      Rollout rollout, List<Member> all, Surroundings around, Observed observed) {
    Members members = new Members(all, observed);
    return switch (rollout.state()) {
      case RUNNING -> run(rollout, members, around);
      case PAUSED, AWAITING_APPROVAL -> wait(rollout, members, around, Standstill.halted(rollout));
      case ROLLING_BACK -> RollbackMachine.decide(rollout, members, around);
      case ABORTING -> abort(rollout, members, around);
      case COMPLETED, STOPPED, ROLLED_BACK, ABORTED -> new RolloutDecision.Rest(Map.of());
    };
  }

  private static RolloutDecision run(Rollout rollout, Members members, Surroundings around) {
    Optional<RolloutDecision> late = late(rollout, members, around.now());
    if (late.isPresent()) {
      return late.get();
    }
    if (rollout.isOverdue(around.now())) {
      return new RolloutDecision.Stop(
          "a rollout may run until %s at the latest (fleetfoot.rollouts.longest), and %s"
              .formatted(rollout.course().deadline(), notDone(rollout, members)),
          members.withdrawable());
    }
    List<RebootId> again = Failures.retriable(rollout, members);
    if (!again.isEmpty()) {
      return Failures.retry(rollout, members, again, around.now());
    }
    return Failures.judge(rollout, members)
        .orElseGet(
            () ->
                switch (rollout.course().step()) {
                  case APPROVAL, START, GATE -> before(rollout, members, around);
                  case WORK -> work(rollout, members, around);
                  case SOAK, JUDGE, PASSED -> after(rollout, members, around);
                });
  }

  /** Whoever waits for a human does so until the deadline of the state, or the rollout's own. */
  private static RolloutDecision wait(
      Rollout rollout, Members members, Surroundings around, Verdict.No why) {
    Optional<RolloutDecision> late = late(rollout, members, around.now());
    if (late.isPresent()) {
      return late.get();
    }
    return rollout.isOverdue(around.now())
        ? new RolloutDecision.Abort(
            why.detail()
                + " since "
                + rollout.course().entered()
                + ", and nobody let it go on in time")
        : new RolloutDecision.Rest(members.waitingFor(why));
  }

  private static RolloutDecision before(Rollout rollout, Members members, Surroundings around) {
    WaveStep step = rollout.course().step();
    if (step != WaveStep.START && rollout.spec().policy().stage() == StageTime.EARLY) {
      List<RebootId> due = dueToStage(rollout, members, around.now());
      if (!due.isEmpty()) {
        return new RolloutDecision.Stage(due);
      }
    }
    // only an approver passes this step: the wave is opened again, and awaits one
    return step == WaveStep.APPROVAL
        ? new RolloutDecision.OpenWave(rollout.openWave())
        : gated(rollout, members, new RolloutDecision.Enter(next(rollout)));
  }

  private static RolloutDecision work(Rollout rollout, Members members, Surroundings around) {
    List<RebootId> due = dueToStage(rollout, members, around.now());
    if (!due.isEmpty()) {
      return new RolloutDecision.Stage(due);
    }
    if (!members.isDone(rollout.openWave())) {
      return WaveAdmission.decide(rollout, members.all(), around);
    }
    WaveStep next = next(rollout);
    return next == WaveStep.PASSED ? nextWave(rollout, members) : new RolloutDecision.Enter(next);
  }

  private static RolloutDecision after(Rollout rollout, Members members, Surroundings around) {
    if (!members.isDone(rollout.openWave())) {
      return new RolloutDecision.Enter(WaveStep.WORK);
    }
    Course course = rollout.course();
    return switch (course.step()) {
      case SOAK -> {
        if (around.now().isBefore(Standstill.soaked(rollout))) {
          yield new RolloutDecision.Rest(
              Standstill.of(rollout).map(members::waitingFor).orElse(Map.of()));
        }
        WaveStep next = next(rollout);
        yield next == WaveStep.PASSED
            ? nextWave(rollout, members)
            : new RolloutDecision.Enter(next);
      }
      case JUDGE -> gated(rollout, members, nextWave(rollout, members));
      default -> nextWave(rollout, members);
    };
  }

  private static RolloutDecision gated(Rollout rollout, Members members, RolloutDecision ifPassed) {
    GateOutcome outcome = members.observed().gate();
    if (outcome instanceof GateOutcome.Pending pending) {
      return new RolloutDecision.Rest(members.waitingFor(pending.reason()));
    } else if (outcome instanceof GateOutcome.Inconclusive inconclusive) {
      return new RolloutDecision.Pause(Course.Pause.GATE, inconclusive.reason());
    } else if (outcome instanceof GateOutcome.Failed failed) {
      return Failures.stop(rollout, members, failed.reason());
    }
    return ifPassed;
  }

  private static RolloutDecision nextWave(Rollout rollout, Members members) {
    OptionalInt next =
        members.all().stream()
            .mapToInt(Member::wave)
            .filter(wave -> wave > rollout.openWave())
            .min();
    return next.isPresent()
        ? new RolloutDecision.OpenWave(next.getAsInt())
        : new RolloutDecision.Complete();
  }

  private static RolloutDecision abort(Rollout rollout, Members members, Surroundings around) {
    List<RebootId> withdrawable = members.withdrawable();
    if (!withdrawable.isEmpty()) {
      return new RolloutDecision.Withdraw(withdrawable);
    }
    return members.isEveryOneDone() || rollout.isOverdue(around.now())
        ? new RolloutDecision.FinishAbort()
        : new RolloutDecision.Rest(Map.of());
  }

  /** Just in time, a host stages when its wave is at work. */
  private static List<RebootId> dueToStage(Rollout rollout, Members members, Instant now) {
    boolean early = rollout.spec().policy().stage() == StageTime.EARLY;
    return members.ids(
        member ->
            member.mayStage()
                && (early || member.wave() <= rollout.openWave())
                && members.tried(member).attempt().isDue(now));
  }

  private static WaveStep next(Rollout rollout) {
    return new WaveRoute(rollout.spec().policy()).next(rollout.course().step(), rollout.openWave());
  }

  /** A deadline takes back what is not done; where all is done, waves are watched and judged on. */
  private static Optional<RolloutDecision> late(Rollout rollout, Members members, Instant now) {
    boolean done = members.isEveryOneDone() && Failures.retriable(rollout, members).isEmpty();
    return rollout.isLate(now) && !done
        ? Optional.of(
            new RolloutDecision.Stop(
                "its deadline %s passed, and %s"
                    .formatted(rollout.spec().policy().deadline(), notDone(rollout, members)),
                members.withdrawable()))
        : Optional.empty();
  }

  private static String notDone(Rollout rollout, Members members) {
    int left =
        members.count(member -> !member.state().isTerminal())
            + Failures.retriable(rollout, members).size();
    return left == 0
        ? "its waves are not watched and judged to the end"
        : Counted.are(left, "host") + " not done";
  }
}
