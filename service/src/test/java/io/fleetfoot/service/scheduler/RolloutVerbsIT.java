package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.fleetfoot.service.access.Actor;
import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.Approval;
import io.fleetfoot.service.rollout.Course;
import io.fleetfoot.service.rollout.GateOutcome;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.rollout.Verb;
import io.fleetfoot.service.rollout.WaveProgress;
import io.fleetfoot.service.store.Replica;
import io.fleetfoot.service.testing.FakeAgent;
import io.fleetfoot.service.testing.FakeAgent.Fate;
import io.fleetfoot.service.testing.Policies;
import io.fleetfoot.service.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What humans say to rollouts, and what rollouts do by themselves, over a real database. */
class RolloutVerbsIT {

  private static final Actor ADA = Actor.token("ada", Role.OPERATOR);
  private static final Actor GRACE = Actor.oidc("grace", Set.of(Role.APPROVER));

  private Replica service;
  private FakeAgent first;
  private FakeAgent second;

  @BeforeEach
  void register() {
    service = new Replica(TestDatabase.create(), RebootTimeouts.standard(), 1);
    first = new FakeAgent(service, "host-1", Fate.BOOTS);
    second = new FakeAgent(service, "host-2", Fate.BOOTS);
  }

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void letNothingGoDownWhilePausedAndGoOnWhenResumed() {
    RolloutId rollout = create(Policies.plain(), 0);
    say(ADA, Verb.PAUSE, rollout);
    work(4);
    assertThat(first.executed()).isEmpty();
    assertThat(service.whyNot.rollout(rollout).reasons())
        .filteredOn(reason -> !reason.check().isPassed())
        .first()
        .extracting(reason -> reason.check().constraint())
        .isEqualTo(Constraint.ROLLOUT_RUNNING);
    assertThat(service.rollouts.get(rollout).waiting().values())
        .extracting(Verdict.No::constraint, Verdict.No::detail)
        .containsOnly(
            tuple(Constraint.ROLLOUT_RUNNING, "the rollout is PAUSED: paused by token:ada"));

    say(ADA, Verb.RESUME, rollout);
    work(8);

    assertThat(find(rollout).state()).isEqualTo(RolloutState.COMPLETED);
  }

  @Test
  void areWrittenDownWithWhoSaidThem() {
    RolloutId rollout = create(Policies.plain(), 0);

    say(GRACE, Verb.PAUSE, rollout);

    assertThat(
            service
                .jdbc
                .sql("select actor || ' ' || cause from transition where to_state = 'PAUSED'")
                .query(String.class)
                .list())
        .containsExactly("oidc:grace PAUSE by oidc:grace");
  }

  @Test
  void changeNothingOfARolloutThatIsOtherwiseByNow() {
    RolloutId rollout = create(Policies.plain(), 0);
    long seen = find(rollout).version();
    say(ADA, Verb.PAUSE, rollout);

    assertThatExceptionOfType(VersionMismatchException.class)
        .isThrownBy(() -> service.verbs.say(Verb.RESUME, null, rollout, OptionalLong.of(seen)));
    assertThat(find(rollout).state()).isEqualTo(RolloutState.PAUSED);
  }

  @Test
  void letAnotherThanTheAuthorApprove() {
    RolloutId rollout = create(Policies.plain().approval(Approval.EACH_WAVE), 0);
    work(2);
    assertThat(rows(rollout)).allMatch(row -> row.reboot().state() == RebootState.QUEUED);
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> say(ADA, Verb.APPROVE, rollout))
        .satisfies(refused -> assertThat(refused.code()).isEqualTo("approver-is-author"));

    say(GRACE, Verb.APPROVE, rollout);
    work(6);
    assertThat(find(rollout).state()).isEqualTo(RolloutState.AWAITING_APPROVAL);
    assertThat(first.executed()).hasSize(1);
    assertThat(second.executed()).isEmpty();

    say(GRACE, Verb.APPROVE, rollout);
    work(6);
    assertThat(find(rollout).state()).isEqualTo(RolloutState.COMPLETED);
  }

  @Test
  void endARolloutThatIsDenied() {
    RolloutId rollout = create(Policies.plain().approval(Approval.START), 0);

    assertThat(service.rollouts.get(rollout).waves())
        .allMatch(wave -> wave.state() == WaveProgress.State.PENDING);
    say(GRACE, Verb.DENY, rollout);
    work(2);
    assertThat(service.rollouts.get(rollout).waves())
        .allMatch(wave -> wave.state() == WaveProgress.State.WITHDRAWN);

    assertThat(find(rollout).state()).isEqualTo(RolloutState.ABORTED);
    assertThat(find(rollout).reason()).isEqualTo("denied by oidc:grace");
  }

  @Test
  void tryAFailedHostAgainInARebootOfItsOwn() {
    first.become(Fate.ROLLS_BACK);
    RolloutId rollout = create(Policies.plain().maxWaveFailures(0), 1);
    work(4);
    assertThat(find(rollout).course().pause()).isEqualTo(Course.Pause.FAILURES);

    first.become(Fate.BOOTS);
    say(ADA, Verb.RETRY, rollout);
    say(ADA, Verb.RESUME, rollout);
    work(8);

    assertThat(find(rollout).state()).isEqualTo(RolloutState.COMPLETED);
    List<RebootRecord> tried =
        rows(rollout).stream().filter(row -> row.reboot().host().equals(first.id())).toList();
    assertThat(tried)
        .extracting(row -> row.reboot().state())
        .containsExactlyInAnyOrder(RebootState.ROLLED_BACK, RebootState.SUCCEEDED);
    assertThat(
            tried.stream().map(row -> row.reboot().evidence().execId()).collect(Collectors.toSet()))
        .hasSize(2);
    assertThat(service.rollouts.get(rollout).members()).hasSize(2);
  }

  @Test
  void tryAHostAgainByThemselvesAsOftenAsThePolicySays() {
    first.become(Fate.ROLLS_BACK);
    RolloutId rollout = create(Policies.plain().retries(2, Duration.ZERO), 0);

    work(16);

    assertThat(first.executed()).hasSize(3).doesNotHaveDuplicates();
    assertThat(find(rollout).state()).isEqualTo(RolloutState.STOPPED);
  }

  @Test
  void waitForTheBackoffByTheDatabasesClock() {
    first.become(Fate.ROLLS_BACK);
    create(Policies.plain().retries(1, Duration.ofHours(1)), 0);
    work(6);
    assertThat(first.executed()).hasSize(1);

    service.jdbc.sql("update reboot set not_before = now() where not_before is not null").update();
    work(4);

    assertThat(first.executed()).hasSize(2);
  }

  @Test
  void goOnWithoutAHostThatIsSkipped() {
    RolloutId rollout = create(Policies.plain(), 0);
    RebootRecord skipped = rows(rollout).get(0);

    service.verbs.skip(skipped.reboot().id(), OptionalLong.empty());
    service.verbs.skip(skipped.reboot().id(), OptionalLong.empty());
    work(6);

    assertThat(find(rollout).state()).isEqualTo(RolloutState.COMPLETED);
    assertThat(first.executed()).isEmpty();
    assertThat(second.executed()).hasSize(1);
  }

  @Test
  void doNotSkipAHostThatHasGone() {
    first.become(Fate.FALLS_SILENT);
    RolloutId rollout = create(Policies.plain(), 0);
    work(3);

    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(
            () -> service.verbs.skip(rows(rollout).get(0).reboot().id(), OptionalLong.empty()))
        .satisfies(refused -> assertThat(refused.code()).isEqualTo("reboot-past-return"));
  }

  @Test
  void pauseAtAGateThatCannotBeJudgedAndAskItAnew() {
    service.gates = (rollout, point) -> new GateOutcome.Inconclusive("no data");
    RolloutId rollout = create(Policies.plain().gate(), 0);
    work(5);
    assertThat(find(rollout).state()).isEqualTo(RolloutState.PAUSED);
    assertThat(find(rollout).reason()).isEqualTo("no data");

    service.gates = RolloutGates.open();
    say(ADA, Verb.RESUME, rollout);
    work(8);

    assertThat(find(rollout).state()).isEqualTo(RolloutState.COMPLETED);
  }

  @Test
  void promoteAWaveWhoseGateIsStillPending() {
    service.gates = (rollout, point) -> new GateOutcome.Pending("1 of 5");
    RolloutId rollout = create(Policies.plain().gate(), 0);
    work(6);
    assertThat(second.executed()).isEmpty();

    say(ADA, Verb.PROMOTE, rollout);
    work(4);

    assertThat(second.executed()).hasSize(1);
  }

  @Test
  void endWhatNobodyResumesInTime() {
    RolloutId rollout = create(Policies.plain(), 0);
    say(ADA, Verb.PAUSE, rollout);
    service.jdbc.sql("update rollout set deadline = now()").update();

    work(2);

    assertThat(find(rollout).state()).isEqualTo(RolloutState.ABORTED);
  }

  @Test
  void stopAtTheDeadlineWithWhatIsNotDoneWithdrawn() {
    Instant deadline = Instant.now().plus(Duration.ofDays(1));
    RolloutId rollout = create(Policies.plain().deadline(deadline), 0);
    service
        .jdbc
        .sql("update rollout set policy = jsonb_set(policy, '{deadline}', to_jsonb(now()))")
        .update();

    work(2);

    assertThat(find(rollout).state()).isEqualTo(RolloutState.STOPPED);
    assertThat(rows(rollout)).allMatch(row -> row.reboot().state() == RebootState.ABORTED);
  }

  private RolloutId create(Policies policy, int tolerated) {
    RolloutId[] created = new RolloutId[1];
    service.actor.run(
        ADA,
        () ->
            created[0] =
                service
                    .rollouts
                    .create(Policies.spec(policy, service.kernelImage("6.12.0").id(), tolerated))
                    .rollout()
                    .id());
    return created[0];
  }

  private void say(Actor actor, Verb verb, RolloutId rollout) {
    service.actor.run(actor, () -> service.verbs.say(verb, null, rollout, OptionalLong.empty()));
  }

  private void work(int ticks) {
    for (int tick = 0; tick < ticks; tick++) {
      service.ticks.tick();
      first.poll(service);
      second.poll(service);
    }
    service.ticks.tick();
  }

  private Rollout find(RolloutId id) {
    return service.rolloutRepository.find(id).orElseThrow();
  }

  private List<RebootRecord> rows(RolloutId id) {
    return service.reboots.list(id);
  }
}
