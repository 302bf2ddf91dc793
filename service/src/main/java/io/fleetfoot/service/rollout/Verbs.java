package io.fleetfoot.service.rollout;

import static java.util.stream.Collectors.joining;

import io.fleetfoot.service.rollout.VerbRefusedException.Why;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Decides what a human's word means for a rollout: a word said twice changes nothing. */
public final class Verbs {

  private Verbs() {}

  /**
   * Returns the rollout after the verb, the very same one if the verb changes nothing.
   *
   * @throws VerbRefusedException if the verb does not fit how the rollout stands
   */
  public static Rollout say(
      Word word, Rollout rollout, List<Member> members, Instant now, RolloutTimeouts timeouts) {
    Saying saying = new Saying(word, rollout, members, now, timeouts);
    return switch (word.verb()) {
      case PAUSE -> pause(saying);
      case RESUME -> resume(saying);
      case RETRY -> retry(saying);
      case PROMOTE -> promote(saying);
      case APPROVE -> approve(saying);
      case DENY -> deny(saying);
      case ABORT -> abort(saying);
    };
  }

  private record Saying(
      Word word, Rollout rollout, List<Member> members, Instant now, RolloutTimeouts timeouts) {

    Rollout into(RolloutState state, String reason) {
      return RolloutCourse.enter(rollout, state, reason, now, timeouts);
    }

    Rollout running(Rollout from) {
      return RolloutCourse.enter(from, RolloutState.RUNNING, null, now, timeouts);
    }

    int failed() {
      return (int) members.stream().filter(member -> member.state().isFailure()).count();
    }

    VerbRefusedException refused(RolloutState... wanted) {
      RolloutState found = rollout.state();
      return found.isTerminal()
          ? new VerbRefusedException(
              Why.ENDED, "rollout %s is %s already".formatted(rollout.id(), found))
          : new VerbRefusedException(
              Why.OTHER_STATE,
              "rollout %s is %s; to %s it, it must be %s"
                  .formatted(
                      rollout.id(),
                      found,
                      word.verb().name().toLowerCase(Locale.ROOT),
                      Stream.of(wanted).map(RolloutState::name).collect(joining(" or "))));
    }
  }

  private static Rollout pause(Saying saying) {
    return switch (saying.rollout().state()) {
      case RUNNING, AWAITING_APPROVAL -> {
        Rollout paused = saying.into(RolloutState.PAUSED, "paused by " + saying.word().whoAndWhy());
        yield paused.on(paused.course().paused(Course.Pause.OPERATOR));
      }
      case PAUSED -> saying.rollout();
      default -> throw saying.refused(RolloutState.RUNNING, RolloutState.AWAITING_APPROVAL);
    };
  }

  /** Gates that could not be judged are asked anew; failures that were seen are forgiven. */
  private static Rollout resume(Saying saying) {
    Rollout rollout = saying.rollout();
    if (rollout.state() == RolloutState.RUNNING || isResumedToApproval(rollout)) {
      return rollout;
    }
    if (rollout.state() != RolloutState.PAUSED) {
      throw saying.refused(RolloutState.PAUSED);
    }
    Course course = rollout.course();
    if (course.step() == WaveStep.APPROVAL) {
      return saying.into(RolloutState.AWAITING_APPROVAL, "resumed by " + saying.word().whoAndWhy());
    }
    Course asked =
        course.pause() == Course.Pause.GATE ? course.at(course.step(), saying.now()) : course;
    return saying.running(rollout.on(asked.forgiving(saying.failed())));
  }

  /** One that awaits approval without a reason was never paused, so that there is no such word. */
  private static boolean isResumedToApproval(Rollout rollout) {
    return rollout.state() == RolloutState.AWAITING_APPROVAL && rollout.reason() != null;
  }

  private static Rollout retry(Saying saying) {
    return switch (saying.rollout().state()) {
      case RUNNING, PAUSED -> saying.rollout();
      default -> throw saying.refused(RolloutState.RUNNING, RolloutState.PAUSED);
    };
  }

  private static Rollout promote(Saying saying) {
    Rollout rollout = saying.rollout();
    Course course = rollout.course();
    if (!Set.of(RolloutState.RUNNING, RolloutState.PAUSED).contains(rollout.state())) {
      throw saying.refused(RolloutState.RUNNING, RolloutState.PAUSED);
    }
    if (course.step() == WaveStep.PASSED && rollout.state() == RolloutState.RUNNING) {
      return rollout;
    }
    boolean done =
        saying.members().stream()
            .filter(member -> member.wave() <= rollout.openWave())
            .allMatch(member -> member.state().isTerminal());
    if (course.step().compareTo(WaveStep.WORK) < 0 || !done) {
      throw new VerbRefusedException(
          Why.WAVE_NOT_DONE,
          "wave %d of rollout %s is not done; it can be promoted once every reboot of it has ended"
              .formatted(rollout.openWave(), rollout.id()));
    }
    Rollout passed =
        rollout.on(course.at(WaveStep.PASSED, saying.now()).forgiving(saying.failed()));
    return rollout.state() == RolloutState.PAUSED ? saying.running(passed) : passed;
  }

  private static Rollout approve(Saying saying) {
    Rollout rollout = saying.rollout();
    if (rollout.state() == RolloutState.RUNNING
        && rollout.spec().policy().approval() != Approval.NONE) {
      return rollout;
    }
    if (rollout.state() != RolloutState.AWAITING_APPROVAL) {
      throw saying.refused(RolloutState.AWAITING_APPROVAL);
    }
    requireAnother(saying);
    WaveStep next =
        new WaveRoute(rollout.spec().policy()).next(WaveStep.APPROVAL, rollout.openWave());
    return saying.running(rollout.on(rollout.course().at(next, saying.now())));
  }

  private static Rollout deny(Saying saying) {
    return switch (saying.rollout().state()) {
      case AWAITING_APPROVAL ->
          saying.into(RolloutState.ABORTING, "denied by " + saying.word().whoAndWhy());
      case ABORTING, ABORTED -> saying.rollout();
      default -> throw saying.refused(RolloutState.AWAITING_APPROVAL);
    };
  }

  private static Rollout abort(Saying saying) {
    return switch (saying.rollout().state()) {
      case AWAITING_APPROVAL, RUNNING, PAUSED, ROLLING_BACK ->
          saying.into(RolloutState.ABORTING, "aborted by " + saying.word().whoAndWhy());
      case ABORTING, ABORTED -> saying.rollout();
      case COMPLETED, STOPPED, ROLLED_BACK -> throw saying.refused();
    };
  }

  private static void requireAnother(Saying saying) {
    String author = saying.rollout().course().createdBy();
    if (author.equals(saying.word().actor())) {
      throw new VerbRefusedException(
          Why.APPROVER_IS_AUTHOR,
          "rollout %s was asked for by %s, and another one has to approve it"
              .formatted(saying.rollout().id(), author));
    }
  }
}
