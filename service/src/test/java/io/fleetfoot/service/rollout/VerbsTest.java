package io.fleetfoot.service.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.VerbRefusedException.Why;
import io.fleetfoot.service.testing.Policies;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each word means in each state. */
class VerbsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final RolloutTimeouts TIMEOUTS = RolloutTimeouts.standard();
  private static final String AUTHOR = "token:ada";
  private static final String ANOTHER = "token:grace";

  /** A verb leads to the state named, or is refused ({@code no}: other state; {@code ended}). */
  @ParameterizedTest
  @CsvSource({
    "AWAITING_APPROVAL, PAUSED, no, no, no, RUNNING, ABORTING, ABORTING",
    "RUNNING, PAUSED, RUNNING, RUNNING, RUNNING, RUNNING, no, ABORTING",
    "PAUSED, PAUSED, RUNNING, PAUSED, RUNNING, no, no, ABORTING",
    "ABORTING, no, no, no, no, no, ABORTING, ABORTING",
    "ROLLING_BACK, no, no, no, no, no, no, ABORTING",
    "COMPLETED, ended, ended, ended, ended, ended, ended, ended",
    "STOPPED, ended, ended, ended, ended, ended, ended, ended",
    "ROLLED_BACK, ended, ended, ended, ended, ended, ended, ended",
    "ABORTED, ended, ended, ended, ended, ended, ABORTED, ABORTED"
  })
  void leadToTheirStatesOrAreRefused(
      RolloutState found,
      String pause,
      String resume,
      String retry,
      String promote,
      String approve,
      String deny,
      String abort) {
    List<String> wanted = List.of(pause, resume, retry, promote, approve, deny, abort);
    for (Verb verb : Verb.values()) {
      assertThat(outcome(verb, in(found)))
          .as("%s in %s", verb, found)
          .isEqualTo(wanted.get(verb.ordinal()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PAUSE, PAUSED",
    "RESUME, RUNNING",
    "APPROVE, RUNNING",
    "DENY, ABORTING",
    "ABORT, ABORTING"
  })
  void saidTwiceChangeNothing(Verb verb, RolloutState found) {
    Rollout rollout = in(found);

    assertThat(say(verb, ANOTHER, rollout)).isSameAs(rollout);
  }

  @Test
  void sayInTheUsersWordsWhyTheyDoNotFit() {
    assertThatExceptionOfType(VerbRefusedException.class)
        .isThrownBy(() -> say(Verb.RETRY, ANOTHER, in(RolloutState.AWAITING_APPROVAL)))
        .withMessageEndingWith(" is AWAITING_APPROVAL; to retry it, it must be RUNNING or PAUSED");
    assertThatExceptionOfType(VerbRefusedException.class)
        .isThrownBy(() -> say(Verb.PROMOTE, ANOTHER, at(in(RolloutState.RUNNING), WaveStep.GATE)))
        .withMessageEndingWith(
            " is not done; it can be promoted once every reboot of it has ended");
  }

  @Test
  void doNotLetTheAuthorApprove() {
    assertThatExceptionOfType(VerbRefusedException.class)
        .isThrownBy(() -> say(Verb.APPROVE, AUTHOR, in(RolloutState.AWAITING_APPROVAL)))
        .satisfies(refused -> assertThat(refused.why()).isEqualTo(Why.APPROVER_IS_AUTHOR));
  }

  @Test
  void letTheWaveBeginOnceApproved() {
    Rollout approved = say(Verb.APPROVE, ANOTHER, in(RolloutState.AWAITING_APPROVAL));

    assertThat(approved.course().step()).isEqualTo(WaveStep.GATE);
  }

  @Test
  void doNotSkipTheApprovalByPausingAndResuming() {
    Rollout paused = say(Verb.PAUSE, AUTHOR, in(RolloutState.AWAITING_APPROVAL));

    Rollout resumed = say(Verb.RESUME, AUTHOR, paused);

    assertThat(resumed.state()).isEqualTo(RolloutState.AWAITING_APPROVAL);
    assertThat(resumed.course().step()).isEqualTo(WaveStep.APPROVAL);
    assertThat(say(Verb.RESUME, AUTHOR, resumed)).isSameAs(resumed);
  }

  @Test
  void askAnInconclusiveGateAnewWhenResumed() {
    Rollout running = at(in(RolloutState.RUNNING), WaveStep.JUDGE);
    Rollout paused =
        RolloutCourse.after(
            running, new RolloutDecision.Pause(Course.Pause.GATE, "no data"), NOW, TIMEOUTS);

    Rollout resumed = say(Verb.RESUME, ANOTHER, paused);

    assertThat(resumed.awaitedGate().orElseThrow().round())
        .isGreaterThan(running.awaitedGate().orElseThrow().round());
  }

  @Test
  void doNotAskAnewWhatWasPausedByAnOperator() {
    Rollout running = at(in(RolloutState.RUNNING), WaveStep.JUDGE);

    Rollout resumed = say(Verb.RESUME, ANOTHER, say(Verb.PAUSE, ANOTHER, running));

    assertThat(resumed.awaitedGate()).isEqualTo(running.awaitedGate());
  }

  @Test
  void promoteAWaveThatSoaksOrCannotBeJudged() {
    Rollout paused =
        RolloutCourse.after(
            at(in(RolloutState.RUNNING), WaveStep.JUDGE),
            new RolloutDecision.Pause(Course.Pause.GATE, "no data"),
            NOW,
            TIMEOUTS);

    assertThat(say(Verb.PROMOTE, ANOTHER, paused).course().step()).isEqualTo(WaveStep.PASSED);
    assertThat(
            say(Verb.PROMOTE, ANOTHER, at(in(RolloutState.RUNNING), WaveStep.SOAK)).course().step())
        .isEqualTo(WaveStep.PASSED);
  }

  @ParameterizedTest
  @CsvSource({"WORK, READY", "SOAK, STAGING", "GATE, SUCCEEDED", "START, SUCCEEDED"})
  void doNotPromoteAWaveThatIsNotDone(WaveStep step, RebootState state) {
    Rollout rollout = at(in(RolloutState.RUNNING), step);

    assertThatExceptionOfType(VerbRefusedException.class)
        .isThrownBy(() -> say(Verb.PROMOTE, ANOTHER, rollout, state))
        .satisfies(refused -> assertThat(refused.why()).isEqualTo(Why.WAVE_NOT_DONE));
  }

  @Test
  void forgiveTheFailuresThatWereSeen() {
    Rollout paused =
        RolloutCourse.after(
            in(RolloutState.RUNNING),
            new RolloutDecision.Pause(Course.Pause.FAILURES, "too many"),
            NOW,
            TIMEOUTS);

    assertThat(say(Verb.RESUME, ANOTHER, paused, RebootState.FAILED).course().forgiven())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"PAUSE, paused", "DENY, denied", "ABORT, aborted"})
  void keepWhyTheyWereSaid(Verb verb, String done) {
    Member member =
        new Member(
            new RebootId(new UUID(0, 1)),
            new HostId(new UUID(0, 1)),
            0,
            RebootState.QUEUED,
            false,
            null);

    Rollout after =
        say(
            new Word(verb, ANOTHER, "change 17 is not approved"),
            in(RolloutState.AWAITING_APPROVAL),
            member);

    assertThat(after.reason()).isEqualTo(done + " by token:grace: change 17 is not approved");
  }

  private static String outcome(Verb verb, Rollout rollout) {
    try {
      return say(verb, ANOTHER, rollout).state().name();
    } catch (VerbRefusedException e) {
      return e.why() == Why.ENDED ? "ended" : "no";
    }
  }

  private static Rollout say(Verb verb, String actor, Rollout rollout) {
    return say(verb, actor, rollout, RebootState.SUCCEEDED);
  }

  private static Rollout say(Verb verb, String actor, Rollout rollout, RebootState state) {
    Member member =
        new Member(new RebootId(new UUID(0, 1)), new HostId(new UUID(0, 1)), 0, state, false, null);
    return say(new Word(verb, actor, null), rollout, member);
  }

  private static Rollout say(Word word, Rollout rollout, Member member) {
    return Verbs.say(word, rollout, List.of(member), NOW.plusSeconds(9), TIMEOUTS);
  }

  private static Rollout at(Rollout rollout, WaveStep step) {
    return rollout.on(rollout.course().at(step, NOW));
  }

  /** A rollout in the state; unless it awaits approval, its first wave was approved and worked. */
  private static Rollout in(RolloutState state) {
    Rollout begun =
        Rollout.begun(
            new RolloutId(new UUID(0, 7)),
            Policies.spec(
                Policies.plain()
                    .approval(Approval.EACH_WAVE)
                    .hook(Hook.Point.BEFORE_WAVE)
                    .waveSoak(Duration.ofMinutes(5))
                    .gate()),
            AUTHOR,
            NOW,
            TIMEOUTS);
    if (state == RolloutState.AWAITING_APPROVAL) {
      return begun;
    }
    Rollout running =
        at(RolloutCourse.enter(begun, RolloutState.RUNNING, null, NOW, TIMEOUTS), WaveStep.WORK);
    return switch (state) {
      case RUNNING -> running;
      case ROLLED_BACK ->
          enter(enter(running, RolloutState.ROLLING_BACK), RolloutState.ROLLED_BACK);
      case ABORTED -> enter(enter(running, RolloutState.ABORTING), RolloutState.ABORTED);
      case PAUSED ->
          RolloutCourse.after(
              running, new RolloutDecision.Pause(Course.Pause.OPERATOR, "paused"), NOW, TIMEOUTS);
      default -> enter(running, state);
    };
  }

  private static Rollout enter(Rollout rollout, RolloutState state) {
    return RolloutCourse.enter(rollout, state, null, NOW, TIMEOUTS);
  }
}
