package io.fleetfoot.service.rollout;

import static io.fleetfoot.service.reboot.RebootState.EXECUTING;
import static io.fleetfoot.service.reboot.RebootState.FAILED;
import static io.fleetfoot.service.reboot.RebootState.QUEUED;
import static io.fleetfoot.service.reboot.RebootState.READY;
import static io.fleetfoot.service.reboot.RebootState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.reboot.Attempt;
import io.fleetfoot.service.reboot.Attempt.Purpose;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.testing.Policies;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The corners of a rollout's course: each step, state and timeout by itself. */
class RolloutTableTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final RolloutTimeouts TIMEOUTS =
      new RolloutTimeouts(
          Duration.ofDays(30), Duration.ofDays(3), Duration.ofDays(2), Duration.ofDays(1));

  private final Map<RebootId, Tried> tried = new HashMap<>();

  @Test
  void aWaveTakesTheStepsThatItsPolicyAsksFor() {
    assertThat(route(Policies.plain(), 0)).containsExactly(WaveStep.WORK, WaveStep.PASSED);
    assertThat(
            route(
                Policies.plain()
                    .approval(Approval.START)
                    .hook(Hook.Point.BEFORE_ROLLOUT)
                    .hook(Hook.Point.BEFORE_WAVE)
                    .waveSoak(Duration.ofMinutes(1))
                    .gate(),
                0))
        .containsExactly(WaveStep.values());
    assertThat(route(Policies.plain().approval(Approval.START).hook(Hook.Point.BEFORE_ROLLOUT), 1))
        .containsExactly(WaveStep.WORK, WaveStep.PASSED);
    assertThat(route(Policies.plain().approval(Approval.EACH_WAVE), 1))
        .containsExactly(WaveStep.APPROVAL, WaveStep.WORK, WaveStep.PASSED);
    assertThat(route(Policies.plain().hook(Hook.Point.AFTER_WAVE), 0))
        .containsExactly(WaveStep.WORK, WaveStep.JUDGE, WaveStep.PASSED);
  }

  @ParameterizedTest
  @CsvSource({"OFF, false", "WARN, false", "PAUSE, true", "ABORT, true"})
  void aWaveIsJudgedByItsTimesOnlyIfSomethingComesOfIt(TimingPolicy.Action action, boolean judged) {
    assertThat(route(Policies.plain().timing(action), 0).contains(WaveStep.JUDGE))
        .isEqualTo(judged);
  }

  @Test
  void eachDecisionLeadsToItsState() {
    Rollout running = begun(Policies.plain());
    Rollout aborting = after(running, new RolloutDecision.Abort("late"));
    Rollout back = after(running, new RolloutDecision.RollBack("bad", List.of()));

    assertThat(aborting.state()).isEqualTo(RolloutState.ABORTING);
    assertThat(aborting.reason()).isEqualTo("late");
    assertThat(after(aborting, new RolloutDecision.FinishAbort()).state())
        .isEqualTo(RolloutState.ABORTED);
    assertThat(after(running, new RolloutDecision.Complete()).state())
        .isEqualTo(RolloutState.COMPLETED);
    assertThat(after(running, new RolloutDecision.Stop("bad", List.of())).state())
        .isEqualTo(RolloutState.STOPPED);
    assertThat(back.state()).isEqualTo(RolloutState.ROLLING_BACK);
    assertThat(after(back, new RolloutDecision.FinishRollback()).state())
        .isEqualTo(RolloutState.ROLLED_BACK);
    assertThat(after(back, new RolloutDecision.FinishRollback()).reason()).isEqualTo("bad");
    assertThat(after(running, new RolloutDecision.Withdraw(List.of()))).isEqualTo(running);
  }

  @Test
  void aRolloutGoesBackFromItsFirstWaveAndAsksNobodyForTheNext() {
    Rollout second =
        begun(Policies.plain().approval(Approval.EACH_WAVE).rollback()).withOpenWave(2);
    Rollout running = RolloutCourse.enter(second, RolloutState.RUNNING, null, NOW, TIMEOUTS);

    Rollout back = after(running, new RolloutDecision.RollBack("bad", List.of()));

    assertThat(back.openWave()).isZero();
    assertThat(back.course().step()).isEqualTo(WaveStep.WORK);
    Rollout next = after(back, new RolloutDecision.OpenWave(1));
    assertThat(next.state()).isEqualTo(RolloutState.ROLLING_BACK);
    assertThat(next.openWave()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "RUNNING, 29",
    "PAUSED, 7",
    "AWAITING_APPROVAL, 6",
    "ABORTING, 34",
    "ROLLING_BACK, 5"
  })
  void eachStateHasItsOwnTimeFromWhenItIsEntered(RolloutState state, int days) {
    Instant created = NOW.minus(Duration.ofDays(1));
    Instant entered = NOW.plus(Duration.ofDays(4));

    Instant deadline = TIMEOUTS.deadline(state, created, entered);

    assertThat(deadline).isEqualTo(NOW.plus(Duration.ofDays(days)));
  }

  @ParameterizedTest
  @CsvSource({"PT0S, P1D, P1D, P1D", "P1D, -PT1S, P1D, P1D", "P1D, P1D, PT0S, P1D"})
  void aTimeoutIsMoreThanZero(
      Duration longest, Duration paused, Duration approval, Duration rollingBack) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RolloutTimeouts(longest, paused, approval, rollingBack))
        .withMessageContaining("it must be more than zero");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new RolloutTimeouts(rollingBack, rollingBack, rollingBack, Duration.ZERO));
  }

  @Test
  void onlyWhatIsPausedHasAPauseAndWhatEndedHasNoDeadline() {
    Rollout paused =
        after(
            begun(Policies.plain()),
            new RolloutDecision.Pause(Course.Pause.FAILURES, "too many failed"));

    assertThat(paused.course().pause()).isEqualTo(Course.Pause.FAILURES);
    assertThat(paused.reason()).isEqualTo("too many failed");
    Rollout resumed = RolloutCourse.enter(paused, RolloutState.RUNNING, null, NOW, TIMEOUTS);
    assertThat(resumed.course().pause()).isNull();
    assertThat(resumed.course().deadline()).isEqualTo(NOW.plus(TIMEOUTS.longest()));
    assertThat(after(resumed, new RolloutDecision.Complete()).course().deadline()).isNull();
  }

  @Test
  void goesNowhereThatItsStateDoesNotKnow() {
    assertThatIllegalStateException()
        .isThrownBy(() -> begun(Policies.plain()).in(RolloutState.ROLLED_BACK, null))
        .withMessageContaining("cannot go from RUNNING to ROLLED_BACK");
  }

  @Test
  void isAtTheNextVersionOnceItIsSaved() {
    assertThat(begun(Policies.plain()).saved().saved().version()).isEqualTo(2);
  }

  @Test
  void waitsForAGateOnlyWhileItRuns() {
    Rollout judged = at(begun(Policies.plain().gate()), WaveStep.JUDGE);

    assertThat(judged.awaitedGate())
        .contains(new GatePoint(GatePoint.Kind.AFTER_WAVE, 0, judged.course().round()));
    assertThat(at(judged, WaveStep.SOAK).awaitedGate()).isEmpty();
    assertThat(after(judged, new RolloutDecision.Abort("late")).awaitedGate()).isEmpty();
  }

  @Test
  void opensItsWaveAnewWhereAnApproverIsAwaitedAlthoughItRuns() {
    Rollout running = at(begun(Policies.plain()), WaveStep.APPROVAL).withOpenWave(1);

    assertThat(decide(running, member(1, 1, READY))).isEqualTo(new RolloutDecision.OpenWave(1));
  }

  @Test
  void goesOnFromAWaveThatAHumanPassed() {
    Rollout passed = at(begun(Policies.plain().gate()), WaveStep.PASSED);

    assertThat(decide(passed, member(1, 0, SUCCEEDED), member(2, 3, READY)))
        .isEqualTo(new RolloutDecision.OpenWave(3));
    assertThat(decide(passed, member(1, 0, SUCCEEDED))).isEqualTo(new RolloutDecision.Complete());
  }

  @Test
  void stagesNothingJustInTimeWhileItWaitsForAGate() {
    Rollout waiting =
        at(begun(Policies.plain().justInTime().hook(Hook.Point.BEFORE_WAVE)), WaveStep.GATE);

    assertThat(
            RolloutMachine.decide(
                waiting,
                List.of(member(1, 0, QUEUED)),
                new Surroundings(NOW),
                new Observed(tried, new GateOutcome.Pending("asked"))))
        .isEqualTo(new RolloutDecision.Rest(Map.of()));
  }

  @Test
  void stagesNoHostThatAnotherRolloutHas() {
    OtherRollout other = new OtherRollout(new RolloutId(id(9).value()), "other");
    Member taken = new Member(id(1), new HostId(id(1).value()), 0, QUEUED, false, other);

    assertThat(decide(begun(Policies.plain()), taken, member(2, 0, QUEUED)))
        .isEqualTo(new RolloutDecision.Stage(List.of(id(2))));
  }

  @Test
  void saysWhichRolloutHasAHostThatWaitsForIt() {
    OtherRollout other = new OtherRollout(new RolloutId(id(9).value()), "other");
    Member taken = new Member(id(1), new HostId(id(1).value()), 0, QUEUED, false, other);
    Verdict.No no =
        new Verdict.No(
            Constraint.OTHER_ROLLOUT,
            "the host has a reboot of rollout \"other\" (%s)".formatted(other.id()));

    assertThat(decide(begun(Policies.plain()), taken))
        .isEqualTo(new RolloutDecision.Rest(Map.of(id(1), no)));
  }

  @Test
  void saysUntilWhenAWaveSoaksAndThatNobodyLetsItGoOn() {
    Rollout soaking = at(begun(Policies.plain().waveSoak(Duration.ofHours(1))), WaveStep.SOAK);
    Instant end = NOW.plusSeconds(3600);
    Verdict.No no =
        new Verdict.No(Constraint.WAVE_OPEN, "soak of wave 0 until 2026-01-01T01:00:00Z", end);

    assertThat(decide(soaking, member(1, 0, SUCCEEDED), member(2, 1, READY)))
        .isEqualTo(new RolloutDecision.Rest(Map.of(id(2), no)));
    assertThat(Standstill.of(soaking)).contains(no);

    Rollout awaiting = begun(Policies.plain().approval(Approval.START));
    assertThat(decide(awaiting, member(1, 0, QUEUED)))
        .isEqualTo(
            new RolloutDecision.Rest(
                Map.of(
                    id(1),
                    new Verdict.No(
                        Constraint.ROLLOUT_RUNNING,
                        "the rollout is AWAITING_APPROVAL: wave 0 awaits approval"))));
  }

  @Test
  void endsAnAbortWhoseTimeIsUpAlthoughAHostIsOnItsWay() {
    Rollout aborting = after(begun(Policies.plain()), new RolloutDecision.Abort("late"));
    List<Member> gone = List.of(member(1, 0, EXECUTING));

    assertThat(decideAt(NOW.plus(TIMEOUTS.longest()).minusMillis(1), aborting, gone))
        .isEqualTo(new RolloutDecision.Rest(Map.of()));
    assertThat(decideAt(NOW.plus(TIMEOUTS.longest()), aborting, gone))
        .isEqualTo(new RolloutDecision.FinishAbort());
  }

  @ParameterizedTest
  @EnumSource(names = {"COMPLETED", "STOPPED", "ABORTED", "ROLLED_BACK"})
  void restsOnceItHasEnded(RolloutState state) {
    Rollout running = begun(Policies.plain());
    Rollout ended =
        switch (state) {
          case ABORTED ->
              after(
                  after(running, new RolloutDecision.Abort("late")),
                  new RolloutDecision.FinishAbort());
          case ROLLED_BACK ->
              after(
                  after(running, new RolloutDecision.RollBack("bad", List.of())),
                  new RolloutDecision.FinishRollback());
          default -> RolloutCourse.enter(running, state, null, NOW, TIMEOUTS);
        };

    assertThat(decide(ended, member(1, 0, READY))).isEqualTo(new RolloutDecision.Rest(Map.of()));
  }

  @Test
  void withdrawsWhatHadNotGoneBeforeItGoesBack() {
    Rollout back =
        after(begun(Policies.plain().rollback()), new RolloutDecision.RollBack("bad", List.of()));
    tried.put(id(2), new Tried(Attempt.back(), false, false, false));

    assertThat(decide(back, member(1, 0, READY), member(2, 0, READY)))
        .isEqualTo(new RolloutDecision.Withdraw(List.of(id(1))));
  }

  @Test
  void triesFirstThoseAgainThatFailedAsOftenAsTheFirst() {
    Rollout rollout = begun(Policies.plain().retries(3, Duration.ofMinutes(1)));
    tried.put(id(2), attempt(2));

    assertThat(decide(rollout, member(1, 0, FAILED), member(2, 0, FAILED), member(3, 0, FAILED)))
        .isEqualTo(new RolloutDecision.Retry(List.of(id(1), id(3)), NOW.plusSeconds(60)));
  }

  @Test
  void doesNotTryAHostAgainThatAnotherRolloutHas() {
    Rollout rollout = begun(Policies.plain().retries(3, Duration.ofMinutes(1)));
    tried.put(id(1), new Tried(Attempt.first(), false, false, true));

    assertThat(decide(rollout, member(1, 0, FAILED))).isInstanceOf(RolloutDecision.Stop.class);
  }

  @Test
  void doesNotTryAHostAgainThatFailedOnItsWayBack() {
    Rollout rollout = begun(Policies.plain().retries(3, Duration.ofMinutes(1)));
    tried.put(id(1), new Tried(new Attempt(1, Purpose.ROLLBACK, null), false, false, false));

    assertThat(decide(rollout, member(1, 0, FAILED))).isInstanceOf(RolloutDecision.Stop.class);
  }

  @Test
  void pausesForFailuresOfTheOpenWaveAloneAndOnlyBeyondWhatItTolerates() {
    Rollout rollout = begun(Policies.plain().maxWaveFailures(1), 9);

    assertThat(decide(rollout, member(1, 0, FAILED), member(2, 1, FAILED), member(3, 1, FAILED)))
        .isEqualTo(new RolloutDecision.OpenWave(1));
    assertThat(
            decide(
                rollout.withOpenWave(1),
                member(1, 0, FAILED),
                member(2, 1, FAILED),
                member(3, 1, FAILED)))
        .isEqualTo(
            new RolloutDecision.Pause(
                Course.Pause.FAILURES, "failed hosts of wave 1: 2, maxWaveFailures is 1"));
  }

  @Test
  void pausesAgainForAFailureMoreThanWasSeen() {
    Rollout rollout = begun(Policies.plain().maxWaveFailures(0), 9);
    Rollout resumed = rollout.on(rollout.course().forgiving(1));

    assertThat(decide(resumed, member(1, 0, FAILED), member(2, 0, FAILED)))
        .isInstanceOf(RolloutDecision.Pause.class);
  }

  @Test
  void goesBackInsteadOfPausingIfItsPolicySaysSo() {
    Rollout rollout = begun(Policies.plain().maxWaveFailures(0).rollback(), 9);

    assertThat(decide(rollout, member(1, 0, FAILED), member(2, 1, READY)))
        .isEqualTo(
            new RolloutDecision.RollBack(
                "failed hosts of wave 0: 1, maxWaveFailures is 0", List.of(id(2))));
  }

  @Test
  void asksForTheGatesOfHostsThatWouldGoDownAndOnlyWhileItRuns() {
    Rollout running = begun(Policies.plain());
    RolloutDecision admit = new RolloutDecision.Admit(List.of(id(1)), Map.of());

    assertThat(HostHold.wanted(running, admit)).containsExactly(id(1));
    assertThat(HostHold.wanted(running, new RolloutDecision.Rest(Map.of()))).isEmpty();
    assertThat(HostHold.wanted(after(running, new RolloutDecision.RollBack("b", List.of())), admit))
        .isEmpty();
    assertThat(HostHold.hold(admit, Map.of(id(1), new GateOutcome.Inconclusive("no answer"))))
        .isInstanceOf(RolloutDecision.Rest.class);
  }

  @Test
  void isApprovedOnlyIfItAsksForThat() {
    assertThatExceptionOfType(VerbRefusedException.class)
        .isThrownBy(() -> say(Verb.APPROVE, begun(Policies.plain())))
        .withMessageContaining("AWAITING_APPROVAL");
  }

  @Test
  void isPromotedFromAPauseAfterItsWaveAndStaysAsItIsOncePromoted() {
    Rollout passed = at(begun(Policies.plain()), WaveStep.PASSED);
    Rollout paused = after(passed, new RolloutDecision.Pause(Course.Pause.OPERATOR, "wait"));

    assertThat(say(Verb.PROMOTE, passed)).isSameAs(passed);
    assertThat(say(Verb.PROMOTE, paused).state()).isEqualTo(RolloutState.RUNNING);
    assertThat(say(Verb.PROMOTE, paused).course().step()).isEqualTo(WaveStep.PASSED);
    assertThat(say(Verb.PROMOTE, paused).course().forgiven()).isEqualTo(1);
  }

  @Test
  void toleratesNoNegativeNumbers() {
    assertThatIllegalArgumentException().isThrownBy(() -> new FailureBudget(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> new FailureBudget(101, true));
    assertThat(new FailureBudget(101).limit(7)).isEqualTo(101);
    assertThat(new FailureBudget(100, true).limit(7)).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({"-1, PT1S, PT1S", "11, PT1S, PT1S", "1, -PT1S, PT1S", "1, PT2S, PT1S"})
  void retriesSeldomEnoughAndNotBackwards(int limit, Duration backoff, Duration most) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Retries(limit, backoff, most));
    assertThat(new Retries(10, Duration.ZERO, Duration.ZERO).limit()).isEqualTo(10);
  }

  @Test
  void limitsNothingOfAFleetOfWhichNothingIsAsked() {
    assertThat(RolloutLimits.ofFleet(null, null, List.of(), "the house")).isEmpty();
  }

  private static List<WaveStep> route(Policies policy, int wave) {
    WaveRoute route = new WaveRoute(policy.build());
    List<WaveStep> steps = new ArrayList<>(List.of(route.first(wave)));
    while (steps.get(steps.size() - 1) != WaveStep.PASSED) {
      steps.add(route.next(steps.get(steps.size() - 1), wave));
    }
    assertThat(route.next(WaveStep.PASSED, wave)).isEqualTo(WaveStep.PASSED);
    return steps;
  }

  private RolloutDecision decide(Rollout rollout, Member... members) {
    return decideAt(NOW, rollout, List.of(members));
  }

  private RolloutDecision decideAt(Instant now, Rollout rollout, List<Member> members) {
    return RolloutMachine.decide(
        rollout, members, new Surroundings(now), new Observed(tried, new GateOutcome.Passed()));
  }

  private static Rollout say(Verb verb, Rollout rollout) {
    return Verbs.say(
        new Word(verb, "token:grace", null), rollout, List.of(member(1, 0, FAILED)), NOW, TIMEOUTS);
  }

  private static Rollout after(Rollout rollout, RolloutDecision decision) {
    return RolloutCourse.after(rollout, decision, NOW, TIMEOUTS);
  }

  private static Rollout at(Rollout rollout, WaveStep step) {
    return rollout.on(rollout.course().at(step, NOW));
  }

  private static Rollout begun(Policies policy) {
    return begun(policy, 0);
  }

  private static Rollout begun(Policies policy, int tolerated) {
    return Rollout.begun(
        new RolloutId(new UUID(0, 7)),
        Policies.spec(policy, Policies.spec(policy).kernelImage(), tolerated),
        "token:ada",
        NOW,
        TIMEOUTS);
  }

  private static Tried attempt(int number) {
    return new Tried(new Attempt(number, Purpose.ROLLOUT, null), false, false, false);
  }

  private static Member member(int number, int wave, RebootState state) {
    return new Member(
        id(number), new HostId(id(number).value()), wave, state, state == EXECUTING, null);
  }

  private static RebootId id(int number) {
    return new RebootId(new UUID(0, number));
  }
}
