package io.fleetfoot.service.rollout;

import static io.fleetfoot.service.rollout.TestMembers.member;
import static io.fleetfoot.service.rollout.TestMembers.ready;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.fleetfoot.service.admission.Check;
import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.admission.FleetHost;
import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.admission.Limit;
import io.fleetfoot.service.admission.Silence;
import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.testing.Fleets;
import io.fleetfoot.service.testing.Specs;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WaveAdmissionTest {

  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final Window NIGHTS =
      new Window("0 2 * * *", Duration.ofHours(3), ZoneId.of("UTC"), Window.Kind.ALLOW);

  private static final OtherRollout DATABASES =
      new OtherRollout(new RolloutId(new UUID(0, 9)), "dbs");

  @Test
  void admitsNobodyOutsideTheWindowsAndSaysWhenTheNextOpens() {
    assertThat(denial(Specs.unlimited().windows(NIGHTS), NOON))
        .isEqualTo(
            new Verdict.No(
                Constraint.WINDOW,
                "outside every ALLOW window",
                Instant.parse("2026-03-03T02:00:00Z")));
  }

  @Test
  void admitsWithinAWindow() {
    assertThat(decide(Specs.unlimited().windows(NIGHTS), Instant.parse("2026-03-03T02:00:00Z")))
        .isEqualTo(new RolloutDecision.Admit(List.of(reboot(1)), Map.of()));
  }

  @Test
  void admitsNobodyWhileAFreezeHoldsAndSaysUntilWhen() {
    FreezePeriod freeze = new FreezePeriod("fair", NOON.minusSeconds(60), NOON.plusSeconds(60));

    assertThat(denial(Specs.unlimited().freezes(freeze), NOON))
        .isEqualTo(
            new Verdict.No(
                Constraint.FREEZE,
                "freeze \"fair\" from 2026-03-02T11:59:00Z to 2026-03-02T12:01:00Z",
                NOON.plusSeconds(60)));
    assertThat(decide(Specs.unlimited().freezes(freeze), NOON.plusSeconds(60)))
        .isInstanceOf(RolloutDecision.Admit.class);
  }

  @Test
  void admitsNobodyFromTheDeadlineOn() {
    Specs specs = Specs.unlimited().deadline(NOON);

    assertThat(decide(specs, NOON.minusMillis(1))).isInstanceOf(RolloutDecision.Admit.class);
    assertThat(denial(specs, NOON))
        .isEqualTo(
            new Verdict.No(
                Constraint.DEADLINE,
                "the deadline was 2026-03-02T12:00:00Z, it is 2026-03-02T12:00:00Z"));
  }

  @Test
  void keepsTheLimitsOfOtherRolloutsForTheHostsThatTheyChoose() {
    RolloutSpec databases =
        Specs.unlimited().name("dbs").selector(Map.of("role", "db")).maxUnavailable("1").spec();
    FleetSnapshot fleet =
        new FleetSnapshot(
            List.of(
                Fleets.up(1, "role", "db"),
                Fleets.up(2, "role", "db"),
                Fleets.up(3),
                Fleets.up(4)));
    List<Limit> others = RolloutLimits.ofOther(new RolloutId(new UUID(0, 9)), databases);

    RolloutDecision decision =
        decide(
            Specs.unlimited(),
            new Surroundings(NOON, fleet, others, HostFit.any()),
            ready(1),
            ready(2),
            ready(3));

    assertThat(decision)
        .isEqualTo(
            new RolloutDecision.Admit(
                List.of(reboot(1), reboot(3)),
                Map.of(
                    reboot(2),
                    new Verdict.No(
                        Constraint.MAX_UNAVAILABLE,
                        "1 of 2 hosts are down, the limit is 1 by rollout \"dbs\""
                            + " (00000000-0000-0000-0000-000000000009)"))));
  }

  @Test
  void waitsForAHostThatIsSilentAndTakesItForLostInTheEnd() {
    Instant lostAt = NOON.plusSeconds(60);

    assertThat(decide(Specs.unlimited(), withSilent(1, NOON, lostAt), ready(1), ready(2)))
        .isEqualTo(
            new RolloutDecision.Admit(
                List.of(reboot(2)),
                Map.of(
                    reboot(1),
                    new Verdict.No(
                        Constraint.HOST_UP,
                        "the host's agent has said nothing since 2026-03-02T11:58:00Z; the host is"
                            + " lost if it says nothing until 2026-03-02T12:01:00Z"))));
    assertThat(decide(Specs.unlimited(), withSilent(1, lostAt, lostAt), ready(1), ready(2)))
        .isEqualTo(new RolloutDecision.Lose(reboot(1)));
  }

  @Test
  void losesNoSilentHostThatAFreezeKeepsAnyway() {
    FreezePeriod freeze = new FreezePeriod("fair", NOON.minusSeconds(60), NOON.plusSeconds(60));

    RolloutDecision decision =
        decide(Specs.unlimited().freezes(freeze), withSilent(1, NOON, NOON), ready(1));

    assertThat(decision).isInstanceOf(RolloutDecision.Rest.class);
  }

  private static Surroundings withSilent(int number, Instant now, Instant lostAt) {
    FleetHost silent =
        new FleetHost(
            Fleets.up(number).id(),
            Labels.none(),
            false,
            false,
            null,
            new Silence(NOON.minusSeconds(120), lostAt));
    return new Surroundings(
        now, new FleetSnapshot(List.of(silent, Fleets.up(2))), List.of(), HostFit.any());
  }

  @Test
  void countsHostsThatAreDownInNoRollout() {
    FleetSnapshot fleet = new FleetSnapshot(List.of(Fleets.up(1), Fleets.down(2)));

    assertThat(
            decide(
                Specs.unlimited().maxUnavailable("1"),
                new Surroundings(NOON, fleet, List.of(), HostFit.any()),
                ready(1)))
        .isEqualTo(
            new RolloutDecision.Rest(
                Map.of(
                    reboot(1),
                    new Verdict.No(
                        Constraint.MAX_UNAVAILABLE, "1 of 2 hosts are down, the limit is 1"))));
  }

  @Test
  void keepsTheLimitsOfTheFleet() {
    List<Limit> limits =
        RolloutLimits.ofFleet(
            HostAmount.hosts(2),
            HostAmount.hosts(1),
            List.of(new DomainLimit("rack", HostAmount.hosts(1), HostAmount.hosts(1))),
            "the house");

    assertThat(limits)
        .extracting(Limit::unit)
        .containsExactly(
            Limit.Unit.HOSTS,
            Limit.Unit.HOSTS_OF_DOMAIN,
            Limit.Unit.DOMAINS,
            Limit.Unit.HOSTS_ON_THEIR_WAY);
    assertThat(limits).allMatch(limit -> limit.constraint() == Constraint.FLEET_LIMIT);
    assertThat(
            decide(
                Specs.unlimited(),
                new Surroundings(NOON, FleetSnapshot.none(), limits.subList(3, 4), HostFit.any()),
                ready(1),
                ready(2)))
        .isEqualTo(
            new RolloutDecision.Admit(
                List.of(reboot(1)),
                Map.of(
                    reboot(2),
                    new Verdict.No(
                        Constraint.FLEET_LIMIT,
                        "1 of 2 hosts are on their way, the limit is 1 by the house"))));
  }

  @Test
  void readsTheLimitsInTheOrderInWhichTheyAreAsked() {
    RolloutSpec spec =
        Specs.unlimited()
            .domain("rack", HostAmount.hosts(1), HostAmount.hosts(2))
            .maxParallel(HostAmount.hosts(3))
            .spec();

    assertThat(RolloutLimits.of(spec))
        .extracting(Limit::constraint)
        .containsExactly(
            Constraint.MAX_UNAVAILABLE,
            Constraint.FAILURE_DOMAIN,
            Constraint.FAILURE_DOMAIN,
            Constraint.MAX_PARALLEL);
  }

  @Test
  void explainsEveryConstraintInTheirOrder() {
    Specs specs =
        Specs.unlimited()
            .maxUnavailable("1")
            .domain("rack", HostAmount.hosts(1), null)
            .maxParallel(HostAmount.hosts(1))
            .deadline(NOON.plusSeconds(60));
    WaveAdmission admission =
        new WaveAdmission(
            TestMembers.running(specs.spec()), List.of(ready(1)), new Surroundings(NOON));

    assertThat(admission.explain(ready(1)))
        .containsExactly(
            Check.passed(Constraint.OTHER_ROLLOUT, "no other rollout has the host"),
            Check.passed(Constraint.ROLLOUT_RUNNING, "the rollout is running"),
            Check.passed(Constraint.STAGED, "the host has staged"),
            Check.passed(Constraint.WAVE_OPEN, "wave 0 is open"),
            Check.passed(Constraint.HOST_UP, "the host is up"),
            Check.passed(Constraint.DEADLINE, "the deadline is 2026-03-02T12:01:00Z"),
            Check.passed(Constraint.FREEZE, "no freeze holds"),
            Check.passed(Constraint.WINDOW, "no ALLOW window restricts the time"),
            Check.passed(Constraint.WINDOW_FIT, "nothing is asked of how long the host is down"),
            Check.passed(Constraint.MAX_UNAVAILABLE, "0 of 1 hosts are down, the limit is 1"),
            Check.passed(
                Constraint.FAILURE_DOMAIN,
                "0 of 1 hosts without label \"rack\" are down, the limit is 1"),
            Check.passed(Constraint.MAX_PARALLEL, "0 of 1 hosts are on their way, the limit is 1"));
  }

  @Test
  void saysUntilWhenTheRolloutMayRunWhereThatIsBeforeItsDeadline() {
    Surroundings around =
        new Surroundings(NOON, FleetSnapshot.none(), List.of(), HostFit.any(), Duration.ofDays(30));
    Instant begun = NOON.minusSeconds(60);

    assertThat(deadline(Specs.unlimited(), begun, around))
        .isEqualTo(
            "the rollout has no deadline, and may run until 2026-04-01T11:59:00Z at the"
                + " latest");
    assertThat(deadline(Specs.unlimited().deadline(NOON.plus(Duration.ofDays(90))), begun, around))
        .isEqualTo(
            "the rollout has the deadline 2026-05-31T12:00:00Z, and may run until"
                + " 2026-04-01T11:59:00Z at the latest");
    assertThat(deadline(Specs.unlimited().deadline(NOON.plus(Duration.ofDays(2))), begun, around))
        .isEqualTo("the deadline is 2026-03-04T12:00:00Z");
  }

  @ParameterizedTest
  @EnumSource(names = {"PAUSED", "AWAITING_APPROVAL"})
  void countsTheDeadlineOfARolloutThatWaitsForAHuman(RolloutState state) {
    Surroundings around = new Surroundings(NOON);
    Rollout late = begun(Specs.unlimited().deadline(NOON), NOON.minusSeconds(60)).in(state, null);

    assertThat(deadline(late, around))
        .isEqualTo("the deadline was 2026-03-02T12:00:00Z, it is 2026-03-02T12:00:00Z");
  }

  @Test
  void saysOfTheWindowsNothingOfAFreezeAndOfTheFreezeNothingOfTheWindows() {
    Instant over = NOON.plusSeconds(60);
    Specs specs =
        Specs.unlimited()
            .windows(
                new Window("0 13 * * *", Duration.ofHours(1), ZoneId.of("UTC"), Window.Kind.ALLOW))
            .freezes(new FreezePeriod("a min", NOON, over));

    assertThat(
            new WaveAdmission(
                    TestMembers.running(specs.spec()), List.of(ready(1)), new Surroundings(NOON))
                .explain(ready(1)))
        .contains(
            Check.blocked(
                new Verdict.No(
                    Constraint.FREEZE,
                    "freeze \"a min\" from %s to %s".formatted(NOON, over),
                    over)),
            Check.blocked(
                new Verdict.No(
                    Constraint.WINDOW, "outside every ALLOW window", NOON.plusSeconds(3600))));
  }

  @ParameterizedTest
  @EnumSource(
      value = WaveStep.class,
      names = {"APPROVAL", "START", "GATE"})
  void saysOfAWaveWhoseTurnHasNotComeThatItIsNotOpenWhilePausedToo(WaveStep step) {
    Rollout running = TestMembers.running(Specs.unlimited().spec());
    Rollout paused = running.on(running.course().at(step, NOON)).in(RolloutState.PAUSED, null);

    assertThat(
            new WaveAdmission(paused, List.of(ready(1)), new Surroundings(NOON)).explain(ready(1)))
        .filteredOn(check -> check.constraint() == Constraint.WAVE_OPEN)
        .extracting(Check::detail)
        .containsExactly(
            switch (step) {
              case APPROVAL -> "wave 0 awaits approval";
              case START -> "the gates before the rollout have not passed yet";
              default -> "the gates before wave 0 have not passed yet";
            });
  }

  private static String deadline(Specs specs, Instant begun, Surroundings around) {
    return deadline(begun(specs, begun), around);
  }

  private static Rollout begun(Specs specs, Instant begun) {
    return Rollout.begun(
        new RolloutId(new UUID(0, 1)),
        specs.spec(),
        "token:ada",
        begun,
        RolloutTimeouts.standard());
  }

  private static String deadline(Rollout rollout, Surroundings around) {
    return new WaveAdmission(rollout, List.of(ready(1)), around)
        .explain(ready(1)).stream()
            .filter(check -> check.constraint() == Constraint.DEADLINE)
            .findFirst()
            .orElseThrow()
            .detail();
  }

  @Test
  void explainsEverythingThatBlocksAndNotOnlyTheFirst() {
    Rollout aborting =
        TestMembers.running(Specs.unlimited().windows(NIGHTS).spec())
            .in(RolloutState.ABORTING, "aborted by an operator");
    Member far = new Member(reboot(1), Fleets.id(1), 3, RebootState.QUEUED, true, DATABASES);

    List<Check> checks =
        new WaveAdmission(aborting, List.of(far), new Surroundings(NOON)).explain(far);

    assertThat(checks)
        .filteredOn(check -> !check.isPassed())
        .extracting(Check::constraint, Check::detail)
        .containsExactly(
            tuple(
                Constraint.OTHER_ROLLOUT,
                "the host has a reboot of rollout \"dbs\" (00000000-0000-0000-0000-000000000009)"),
            tuple(Constraint.ROLLOUT_RUNNING, "the rollout is ABORTING: aborted by an operator"),
            tuple(Constraint.STAGED, "its reboot is QUEUED"),
            tuple(Constraint.WAVE_OPEN, "wave 0 is open, the host is in wave 3"),
            tuple(
                Constraint.HOST_UP,
                "the host is down already, until it proves a boot or is declared up"),
            tuple(Constraint.WINDOW, "outside every ALLOW window"),
            tuple(Constraint.MAX_UNAVAILABLE, "1 of 1 hosts are down, the limit is 1"));
    assertThat(checks.get(0).clearsAt()).isNull();
    assertThat(checks).anyMatch(check -> check.clearsAt() != null);
  }

  @Test
  void namesTheFirstThatBlocksAsTheReasonForWhichAHostWaits() {
    Surroundings silent = withSilent(1, NOON, NOON.plusSeconds(60));
    Rollout running = TestMembers.running(Specs.unlimited().spec());
    Member wanted = new Member(reboot(1), Fleets.id(1), 0, RebootState.QUEUED, false, DATABASES);
    Member later = new Member(reboot(1), Fleets.id(1), 1, RebootState.READY, false, null);
    Member next = ready(1);

    for (Member member : List.of(wanted, later, next)) {
      RolloutDecision decision = WaveAdmission.decide(running, List.of(member), silent);

      Check first =
          new WaveAdmission(running, List.of(member), silent)
              .explain(member).stream()
                  .filter(check -> !check.isPassed())
                  .findFirst()
                  .orElseThrow();
      assertThat(decision)
          .isInstanceOfSatisfying(
              RolloutDecision.Rest.class,
              rest ->
                  assertThat(rest.denials().get(reboot(1)).constraint())
                      .isEqualTo(first.constraint()));
    }
  }

  @Test
  void letsHostsGoBackBeyondTheDeadline() {
    Rollout aborting =
        TestMembers.running(Specs.unlimited().deadline(NOON).spec())
            .in(RolloutState.ABORTING, null);

    assertThat(WaveAdmission.decide(aborting, List.of(ready(1)), new Surroundings(NOON)))
        .isInstanceOf(RolloutDecision.Admit.class);
  }

  @Test
  void isDueWhereAHostOfAnOpenWaveIsReady() {
    Rollout rollout = TestMembers.running(Specs.unlimited().spec());

    assertThat(WaveAdmission.isDue(rollout, List.of(ready(1)))).isTrue();
    assertThat(WaveAdmission.isDue(rollout, List.of(member(1, 1, RebootState.READY)))).isFalse();
    assertThat(WaveAdmission.isDue(rollout, List.of(member(1, 0, RebootState.STAGING)))).isFalse();
    assertThat(WaveAdmission.isDue(rollout.in(RolloutState.COMPLETED, null), List.of(ready(1))))
        .isFalse();
  }

  @Test
  void certifiesNoHostThatIsNotThere() {
    WaveAdmission admission =
        new WaveAdmission(
            TestMembers.running(Specs.unlimited().spec()), List.of(), new Surroundings(NOON));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> admission.certify(List.of(Fleets.id(1))))
        .withMessageContaining("is no member");
  }

  @Property(tries = 500)
  void letsAtLeastOneHostGoWhereNobodyIsDown(
      @ForAll @IntRange(min = 1, max = 40) int hosts, @ForAll long seed) {
    Random chance = new Random(seed);
    List<FleetHost> fleet =
        Fleets.ofChance(hosts, chance).stream()
            .map(host -> new FleetHost(host.id(), host.labels(), false, false, null))
            .toList();
    List<Limit> others =
        RolloutLimits.ofOther(new RolloutId(new UUID(0, 9)), Specs.ofChance(chance).spec());

    assertThat(
            WaveAdmission.decide(
                TestMembers.running(Specs.ofChance(chance).selector(Map.of()).spec()),
                List.of(ready(0)),
                new Surroundings(NOON, new FleetSnapshot(fleet), others, HostFit.any())))
        .isInstanceOf(RolloutDecision.Admit.class);
  }

  @Property(tries = 500)
  void explainsBlockedExactlyWhereItDenies(
      @ForAll @IntRange(min = 1, max = 40) int hosts, @ForAll long seed) {
    Random chance = new Random(seed);
    List<FleetHost> fleet = Fleets.ofChance(hosts, chance);
    Rollout rollout = TestMembers.running(Specs.ofChance(chance).selector(Map.of()).spec());
    Member member = member(0, chance.nextInt(2), RebootState.READY);
    Surroundings around =
        new Surroundings(NOON, new FleetSnapshot(fleet), List.of(), HostFit.any());

    RolloutDecision decision = WaveAdmission.decide(rollout, List.of(member), around);
    List<Check> checks = new WaveAdmission(rollout, List.of(member), around).explain(member);

    if (decision instanceof RolloutDecision.Rest rest) {
      Verdict.No no = rest.denials().get(member.reboot());
      assertThat(checks.stream().filter(check -> !check.isPassed()).findFirst())
          .contains(Check.blocked(no));
    } else {
      assertThat(checks).allMatch(Check::isPassed);
    }
  }

  private static RebootId reboot(int number) {
    return new RebootId(new UUID(2, number));
  }

  private static Verdict.No denial(Specs specs, Instant now) {
    RolloutDecision decision = decide(specs, now);
    assertThat(decision).isInstanceOf(RolloutDecision.Rest.class);
    return ((RolloutDecision.Rest) decision).denials().get(reboot(1));
  }

  private static RolloutDecision decide(Specs specs, Instant now) {
    return decide(specs, new Surroundings(now), ready(1));
  }

  private static RolloutDecision decide(Specs specs, Surroundings around, Member... members) {
    return WaveAdmission.decide(TestMembers.running(specs.spec()), List.of(members), around);
  }
}
