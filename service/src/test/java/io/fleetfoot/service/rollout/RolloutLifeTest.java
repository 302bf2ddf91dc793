package io.fleetfoot.service.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.reboot.Attempt.Purpose;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.testing.Policies;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for every rollout, whatever happens to it and whoever says what. */
class RolloutLifeTest {

  private static final int EVENTS = 60_000;

  @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
  void endsWhateverHappensAndWhateverHumansSay(
      @ForAll("specs") RolloutSpec spec,
      @ForAll @IntRange(min = 1, max = 12) int hosts,
      @ForAll long seed) {
    RolloutLife life = new RolloutLife(spec, hosts, true, seed);

    life.live(EVENTS);

    assertThat(life.rollout().state().isTerminal()).isTrue();
    assertThat(life.rollout().course().deadline()).isNull();
  }

  @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
  void endsEvenIfNoHumanEverSaysAnything(
      @ForAll("specs") RolloutSpec spec,
      @ForAll @IntRange(min = 1, max = 12) int hosts,
      @ForAll long seed) {
    RolloutLife life = new RolloutLife(spec, hosts, false, seed);

    life.live(EVENTS);

    assertThat(life.rollout().state().isTerminal()).isTrue();
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void executesEachAttemptAtMostOnceAndLosesNoHost(
      @ForAll("specs") RolloutSpec spec,
      @ForAll @IntRange(min = 1, max = 12) int hosts,
      @ForAll long seed) {
    RolloutLife life = new RolloutLife(spec, hosts, true, seed);

    life.live(EVENTS);

    assertThat(life.executions().values()).allMatch(times -> times == 1);
    assertThat(life.hosts()).hasSize(hosts);
    assertThat(
            life.reboots().stream()
                .collect(
                    Collectors.groupingBy(
                        reboot ->
                            List.of(
                                reboot.host(),
                                reboot.attempt().purpose(),
                                reboot.attempt().number()),
                        Collectors.counting()))
                .values())
        .allMatch(times -> times == 1);
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void neverAdmitsBeyondTheLimitOnTheWayOrOnTheWayBack(
      @ForAll("specs") RolloutSpec spec,
      @ForAll @IntRange(min = 1, max = 12) int hosts,
      @ForAll long seed) {
    RolloutLife life = new RolloutLife(spec, hosts, true, seed);

    life.live(EVENTS);

    assertThat(life.mostDown()).isLessThanOrEqualTo(life.maxDown());
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void sendsAHostBackAtMostOnceAndOnlyIfThePolicySaysSo(
      @ForAll("specs") RolloutSpec spec,
      @ForAll @IntRange(min = 1, max = 12) int hosts,
      @ForAll long seed) {
    RolloutLife life = new RolloutLife(spec, hosts, true, seed);

    life.live(EVENTS);

    List<Reboot> back =
        life.reboots().stream()
            .filter(reboot -> reboot.attempt().purpose() == Purpose.ROLLBACK)
            .toList();
    assertThat(back).extracting(Reboot::host).doesNotHaveDuplicates();
    assertThat(back.isEmpty() || spec.policy().rollback() == Rollback.ON_STOP).isTrue();
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void provesAPlainRebootByItsExecIdAloneAndSendsNobodyBack(
      @ForAll("plainReboots") RolloutSpec spec,
      @ForAll @IntRange(min = 1, max = 12) int hosts,
      @ForAll long seed) {
    RolloutLife life = new RolloutLife(spec, hosts, true, seed);

    life.live(EVENTS);

    assertThat(life.reboots())
        .noneMatch(reboot -> reboot.attempt().purpose() == Purpose.ROLLBACK)
        .noneMatch(
            reboot ->
                reboot.state() == RebootState.WRONG_KERNEL
                    || reboot.state() == RebootState.ROLLED_BACK)
        .filteredOn(reboot -> reboot.state() == RebootState.SUCCEEDED)
        .allMatch(reboot -> reboot.evidence().bootProof() && reboot.terms().toRelease() != null);
  }

  @Provide
  Arbitrary<RolloutSpec> plainReboots() {
    return specs().filter(RolloutSpec::isPlainReboot);
  }

  @Provide
  Arbitrary<RolloutSpec> specs() {
    return Combinators.combine(
            policies(),
            Arbitraries.integers().between(1, 3),
            Arbitraries.oneOf(
                Arbitraries.integers().between(0, 6).map(FailureBudget::new),
                Arbitraries.integers().between(0, 100).map(part -> new FailureBudget(part, true))),
            Arbitraries.of(true, false))
        .as(RolloutLifeTest::spec);
  }

  private static RolloutSpec spec(
      Policies policies, int maxDown, FailureBudget budget, boolean mayBePlain) {
    RolloutPolicy policy = policies.build();
    boolean plain = mayBePlain && policy.rollback() == Rollback.NEVER;
    return new RolloutSpec(
        "life",
        plain ? null : new KernelImageId(new UUID(0, 2)),
        HostSelector.everyHost(),
        List.of(HostAmount.hosts(1), HostAmount.percent(50), HostAmount.percent(100)),
        new DisruptionBudget(HostAmount.hosts(maxDown)),
        budget,
        Duration.ZERO,
        Duration.ofMinutes(10),
        DrainPolicy.full(),
        policy);
  }

  private static Arbitrary<Policies> policies() {
    Arbitrary<Boolean> coin = Arbitraries.of(true, false);
    return Combinators.combine(
            Arbitraries.of(Approval.class),
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(-1, 2),
            Arbitraries.integers().between(0, 60),
            coin.list().ofSize(5))
        .as(
            (approval, retries, waveFailures, soak, asked) -> {
              Policies policy =
                  Policies.plain()
                      .approval(approval)
                      .retries(retries, Duration.ofMinutes(5))
                      .waveSoak(Duration.ofMinutes(soak));
              if (waveFailures >= 0) {
                policy.maxWaveFailures(waveFailures);
              }
              return asked(policy, asked);
            });
  }

  private static Policies asked(Policies policy, List<Boolean> asked) {
    if (asked.get(0)) {
      policy.gate();
    }
    if (asked.get(1)) {
      policy.hook(Hook.Point.BEFORE_ROLLOUT).hook(Hook.Point.BEFORE_WAVE);
    }
    if (asked.get(2)) {
      policy.rollback();
    }
    if (asked.get(3)) {
      policy.justInTime();
    }
    if (asked.get(4)) {
      policy.deadline(Instant.EPOCH.plus(Duration.ofHours(12)));
    }
    return policy;
  }
}
