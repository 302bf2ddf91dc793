package io.fleetfoot.service.rollout;

import static io.fleetfoot.service.reboot.RebootState.EXECUTING;
import static io.fleetfoot.service.reboot.RebootState.FAILED;
import static io.fleetfoot.service.reboot.RebootState.LOST;
import static io.fleetfoot.service.reboot.RebootState.QUEUED;
import static io.fleetfoot.service.reboot.RebootState.READY;
import static io.fleetfoot.service.reboot.RebootState.STAGING;
import static io.fleetfoot.service.reboot.RebootState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.reboot.Attempt;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.testing.Policies;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a wave goes through besides its hosts' reboots, and how a rollout ends before its time. */
class RolloutStepsMachineTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final RolloutTimeouts TIMEOUTS = RolloutTimeouts.standard();
  private static final GateOutcome PASSED = new GateOutcome.Passed();

  @Test
  void awaitsApprovalBeforeAnythingIsStaged() {
    Rollout rollout = begun(Policies.plain().approval(Approval.START));

    assertThat(rollout.state()).isEqualTo(RolloutState.AWAITING_APPROVAL);
    assertThat(decide(rollout, PASSED, member(1, 0, QUEUED)))
        .isInstanceOf(RolloutDecision.Rest.class);
  }

  @Test
  void awaitsApprovalBeforeEachWaveIfAsked() {
    Rollout second = opened(begun(Policies.plain().approval(Approval.EACH_WAVE)), 1);

    assertThat(second.state()).isEqualTo(RolloutState.AWAITING_APPROVAL);
  }

  @Test
  void awaitsApprovalBeforeTheFirstWaveAloneIfOnlyTheStartIsAsked() {
    Rollout second = opened(begun(Policies.plain().approval(Approval.START)), 1);

    assertThat(second.state()).isEqualTo(RolloutState.RUNNING);
  }

  @Test
  void asksTheGatesBeforeTheRolloutAndThenThoseBeforeTheWave() {
    Rollout rollout =
        begun(Policies.plain().hook(Hook.Point.BEFORE_ROLLOUT).hook(Hook.Point.BEFORE_WAVE));

    assertThat(rollout.awaitedGate()).contains(new GatePoint(GatePoint.Kind.BEFORE_ROLLOUT, 0, 0));
    Rollout asked = after(rollout, decide(rollout, PASSED, member(1, 0, QUEUED)));
    assertThat(asked.awaitedGate()).contains(new GatePoint(GatePoint.Kind.BEFORE_WAVE, 0, 1));
  }

  @Test
  void stagesNothingWhileTheGatesBeforeTheRolloutArePending() {
    Rollout rollout = begun(Policies.plain().hook(Hook.Point.BEFORE_ROLLOUT));

    assertThat(decide(rollout, new GateOutcome.Pending("asked"), member(1, 0, QUEUED)))
        .isEqualTo(new RolloutDecision.Rest(Map.of()));
  }

  @Test
  void stagesEarlyWhileTheGatesBeforeAWaveArePending() {
    Rollout rollout = begun(Policies.plain().hook(Hook.Point.BEFORE_WAVE));

    assertThat(decide(rollout, new GateOutcome.Pending("asked"), member(1, 1, QUEUED)))
        .isEqualTo(new RolloutDecision.Stage(List.of(id(1))));
  }

  @Test
  void stagesJustInTimeOnlyWhatTheOpenWaveHas() {
    Rollout rollout = begun(Policies.plain().justInTime());

    assertThat(decide(rollout, PASSED, member(1, 0, QUEUED), member(2, 1, QUEUED)))
        .isEqualTo(new RolloutDecision.Stage(List.of(id(1))));
  }

  @Test
  void tellsHostsThatAreReadyWhichGateTheyWaitFor() {
    Rollout rollout = begun(Policies.plain().hook(Hook.Point.BEFORE_WAVE));

    RolloutDecision decision =
        decide(rollout, new GateOutcome.Pending("hook cab says wait"), member(1, 0, READY));

    assertThat(((RolloutDecision.Rest) decision).denials().get(id(1)).detail())
        .isEqualTo("hook cab says wait");
  }

  @Test
  void watchesAWaveForItsSoakAndOnlyThenOpensTheNext() {
    Rollout rollout = begun(Policies.plain().waveSoak(Duration.ofMinutes(5)));
    Member[] done = {member(1, 0, SUCCEEDED), member(2, 1, READY)};

    Rollout soaking = after(rollout, decide(rollout, PASSED, done));

    assertThat(soaking.course().step()).isEqualTo(WaveStep.SOAK);
    assertThat(decideAt(NOW.plusSeconds(299), soaking, PASSED, done))
        .isInstanceOf(RolloutDecision.Rest.class);
    assertThat(decideAt(NOW.plusSeconds(300), soaking, PASSED, done))
        .isEqualTo(new RolloutDecision.OpenWave(1));
  }

  @Test
  void watchesItsLastWaveToTheEndWhenTheDeadlinePassesWithEveryHostDone() {
    Instant deadline = NOW.plusSeconds(60);
    Rollout soaking =
        at(
            begun(Policies.plain().deadline(deadline).waveSoak(Duration.ofMinutes(5)).gate()),
            WaveStep.SOAK);
    Member[] done = {member(1, 0, SUCCEEDED), member(2, 0, SUCCEEDED)};

    assertThat(decideAt(deadline, soaking, PASSED, done)).isInstanceOf(RolloutDecision.Rest.class);
    assertThat(decideAt(NOW.plusSeconds(300), soaking, PASSED, done))
        .isEqualTo(new RolloutDecision.Enter(WaveStep.JUDGE));
    assertThat(
            decideAt(
                deadline, at(soaking, WaveStep.JUDGE), new GateOutcome.Failed("errors 9 %"), done))
        .isEqualTo(new RolloutDecision.Stop("errors 9 %", List.of()));
    assertThat(decideAt(deadline, at(soaking, WaveStep.JUDGE), PASSED, done))
        .isEqualTo(new RolloutDecision.Complete());
  }

  @Test
  void doesNotStopWhatIsPausedWithEveryHostDoneBeforeThePauseIsOver() {
    Instant deadline = NOW.plusSeconds(60);
    Rollout paused = paused(begun(Policies.plain().deadline(deadline)));

    assertThat(decideAt(deadline, paused, PASSED, member(1, 0, SUCCEEDED)))
        .isInstanceOf(RolloutDecision.Rest.class);
    assertThat(decideAt(NOW.plus(TIMEOUTS.paused()), paused, PASSED, member(1, 0, SUCCEEDED)))
        .isInstanceOf(RolloutDecision.Abort.class);
  }

  @Test
  void countsAHostThatCouldBeTriedAgainAsNotDoneAtTheDeadline() {
    Instant deadline = NOW.plusSeconds(60);
    Rollout rollout =
        begun(Policies.plain().deadline(deadline).retries(1, Duration.ofMinutes(1)), 5);

    assertThat(decideAt(deadline, rollout, PASSED, member(1, 0, FAILED), member(2, 0, SUCCEEDED)))
        .isEqualTo(
            new RolloutDecision.Stop(
                "its deadline 2026-01-01T00:01:00Z passed, and 1 host is not done", List.of()));
  }

  @Test
  void endsInAnyCaseWhenItHasRunForAsLongAsARolloutMay() {
    Rollout soaking = at(begun(Policies.plain().waveSoak(Duration.ofDays(31))), WaveStep.SOAK);

    assertThat(decideAt(NOW.plus(TIMEOUTS.longest()), soaking, PASSED, member(1, 0, SUCCEEDED)))
        .isEqualTo(
            new RolloutDecision.Stop(
                "a rollout may run until 2026-01-31T00:00:00Z at the latest"
                    + " (fleetfoot.rollouts.longest), and its waves are not watched and judged to"
                    + " the end",
                List.of()));
  }

  @Test
  void goesBackToWorkWhenAHostIsTriedAgainInTheSoak() {
    Rollout soaking = at(begun(Policies.plain().waveSoak(Duration.ofMinutes(5))), WaveStep.SOAK);

    assertThat(decide(soaking, PASSED, member(1, 0, STAGING)))
        .isEqualTo(new RolloutDecision.Enter(WaveStep.WORK));
  }

  @Test
  void judgesAWaveByItsGates() {
    Rollout judged = at(begun(Policies.plain().gate()), WaveStep.JUDGE);
    Member[] done = {member(1, 0, SUCCEEDED), member(2, 1, READY)};

    assertThat(decide(judged, PASSED, done)).isEqualTo(new RolloutDecision.OpenWave(1));
    assertThat(decide(judged, new GateOutcome.Pending("1 of 5"), done))
        .isInstanceOf(RolloutDecision.Rest.class);
    assertThat(decide(judged, new GateOutcome.Inconclusive("no data"), done))
        .isEqualTo(new RolloutDecision.Pause(Course.Pause.GATE, "no data"));
    assertThat(decide(judged, new GateOutcome.Failed("errors 9 %"), done))
        .isEqualTo(new RolloutDecision.Stop("errors 9 %", List.of(id(2))));
  }

  @Test
  void goesBackWhenAGateFailsIfItsPolicySaysSo() {
    Rollout judged = at(begun(Policies.plain().gate().rollback()), WaveStep.JUDGE);

    RolloutDecision decision =
        decide(
            judged,
            new GateOutcome.Failed("errors 9 %"),
            member(1, 0, SUCCEEDED),
            member(2, 1, READY));

    assertThat(decision).isEqualTo(new RolloutDecision.RollBack("errors 9 %", List.of(id(2))));
    assertThat(after(judged, decision).state()).isEqualTo(RolloutState.ROLLING_BACK);
  }

  @Test
  void judgesTheLastWaveAsWellBeforeItCompletes() {
    Rollout last = begun(Policies.plain().gate()).withOpenWave(1);

    assertThat(decide(last, PASSED, member(1, 0, SUCCEEDED), member(2, 1, SUCCEEDED)))
        .isEqualTo(new RolloutDecision.Enter(WaveStep.JUDGE));
  }

  @Test
  void pausesWhenMoreHostsOfAWaveFailThanItTolerates() {
    Rollout rollout = begun(Policies.plain().maxWaveFailures(0), 5);

    assertThat(decide(rollout, PASSED, member(1, 0, FAILED), member(2, 1, READY)))
        .isEqualTo(
            new RolloutDecision.Pause(
                Course.Pause.FAILURES, "failed hosts of wave 0: 1, maxWaveFailures is 0"));
  }

  @Test
  void doesNotPauseAgainForFailuresThatAnOperatorHasSeen() {
    Rollout rollout = begun(Policies.plain().maxWaveFailures(0), 5);
    Rollout resumed = rollout.on(rollout.course().forgiving(1));

    assertThat(decide(resumed, PASSED, member(1, 0, FAILED), member(2, 1, READY)))
        .isEqualTo(new RolloutDecision.OpenWave(1));
  }

  @Test
  void stopsAtItsDeadlineAndWithdrawsWhatIsNotDone() {
    Instant deadline = NOW.plus(Duration.ofHours(1));
    Rollout rollout = begun(Policies.plain().deadline(deadline));
    Member[] members = {member(1, 0, EXECUTING), member(2, 1, READY)};

    assertThat(decideAt(deadline.minusMillis(1), rollout, PASSED, members))
        .isInstanceOf(RolloutDecision.Rest.class);
    assertThat(decideAt(deadline, rollout, PASSED, members))
        .isEqualTo(
            new RolloutDecision.Stop(
                "its deadline 2026-01-01T01:00:00Z passed, and 2 hosts are not done",
                List.of(id(2))));
  }

  @Test
  void stopsAPausedRolloutAtTheRolloutsDeadlineAndAbortsOneThatNobodyResumes() {
    Rollout forgotten = paused(begun(Policies.plain()));
    Rollout late = paused(begun(Policies.plain().deadline(NOW.plusSeconds(60))));

    assertThat(decideAt(NOW.plus(TIMEOUTS.paused()), forgotten, PASSED, member(1, 0, READY)))
        .isInstanceOf(RolloutDecision.Abort.class);
    assertThat(decideAt(NOW.plusSeconds(60), late, PASSED, member(1, 0, READY)))
        .isInstanceOf(RolloutDecision.Stop.class);
  }

  @Test
  void abortsWhatNobodyApproves() {
    Rollout rollout = begun(Policies.plain().approval(Approval.START));

    assertThat(decideAt(NOW.plus(TIMEOUTS.approval()), rollout, PASSED, member(1, 0, QUEUED)))
        .isInstanceOf(RolloutDecision.Abort.class);
  }

  @ParameterizedTest
  @CsvSource({"1, 60", "2, 120", "3, 180", "4, 180"})
  void triesAFailedHostAgainWithABackoffThatDoublesUpToItsMost(int attempt, int seconds) {
    Rollout rollout = begun(Policies.plain().retries(9, Duration.ofMinutes(1)));

    assertThat(decide(rollout, tried(attempt), member(1, 0, FAILED)))
        .isEqualTo(new RolloutDecision.Retry(List.of(id(1)), NOW.plusSeconds(seconds)));
  }

  @Test
  void countsAFailureOnceNoAttemptIsLeft() {
    Rollout rollout = begun(Policies.plain().retries(1, Duration.ofMinutes(1)));

    assertThat(decide(rollout, tried(2), member(1, 0, FAILED)))
        .isInstanceOf(RolloutDecision.Stop.class);
  }

  @Test
  void doesNotTryAHostAgainThatIsLost() {
    Rollout rollout = begun(Policies.plain().retries(3, Duration.ofMinutes(1)));

    assertThat(
            decide(
                rollout, PASSED, new Member(id(1), new HostId(id(1).value()), 0, LOST, true, null)))
        .isInstanceOf(RolloutDecision.Stop.class);
  }

  @Test
  void waitsForTheBackoffBeforeItStagesAgain() {
    Rollout rollout = begun(Policies.plain().retries(3, Duration.ofMinutes(1)));
    Observed waiting = observed(Attempt.first().next(NOW.plusSeconds(60)));

    assertThat(decide(rollout, waiting, member(1, 0, QUEUED)))
        .isInstanceOf(RolloutDecision.Rest.class);
    assertThat(
            RolloutMachine.decide(
                rollout,
                List.of(member(1, 0, QUEUED)),
                new Surroundings(NOW.plusSeconds(60)),
                waiting))
        .isEqualTo(new RolloutDecision.Stage(List.of(id(1))));
  }

  private static Observed tried(int attempt) {
    return observed(new Attempt(attempt, Attempt.Purpose.ROLLOUT, null));
  }

  private static Observed observed(Attempt attempt) {
    return new Observed(Map.of(id(1), new Tried(attempt, false, false, false)), PASSED);
  }

  private static RolloutDecision decide(Rollout rollout, GateOutcome gate, Member... members) {
    return decideAt(NOW, rollout, gate, members);
  }

  private static RolloutDecision decide(Rollout rollout, Observed observed, Member... members) {
    return RolloutMachine.decide(rollout, List.of(members), new Surroundings(NOW), observed);
  }

  private static RolloutDecision decideAt(
      Instant now, Rollout rollout, GateOutcome gate, Member... members) {
    return RolloutMachine.decide(
        rollout, List.of(members), new Surroundings(now), new Observed(Map.of(), gate));
  }

  private static Rollout after(Rollout rollout, RolloutDecision decision) {
    return RolloutCourse.after(rollout, decision, NOW, TIMEOUTS);
  }

  private static Rollout at(Rollout rollout, WaveStep step) {
    return rollout.on(rollout.course().at(step, NOW));
  }

  private static Rollout paused(Rollout rollout) {
    return after(rollout, new RolloutDecision.Pause(Course.Pause.OPERATOR, "paused"));
  }

  private static Rollout opened(Rollout rollout, int wave) {
    Rollout running =
        rollout.state() == RolloutState.RUNNING
            ? rollout
            : RolloutCourse.enter(rollout, RolloutState.RUNNING, null, NOW, TIMEOUTS);
    return after(running, new RolloutDecision.OpenWave(wave));
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

  private static Member member(int number, int wave, RebootState state) {
    return new Member(id(number), new HostId(id(number).value()), wave, state, false, null);
  }

  private static RebootId id(int number) {
    return new RebootId(new UUID(0, number));
  }
}
