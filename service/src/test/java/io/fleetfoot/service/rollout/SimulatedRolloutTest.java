package io.fleetfoot.service.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.reboot.RebootState;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class SimulatedRolloutTest {

  private static final int EVENTS_PER_HOST = 500;

  @Property(tries = 500)
  void neverLetsMoreHostsGoDownThanMaxUnavailable(
      @ForAll @IntRange(min = 1, max = 30) int hosts,
      @ForAll("waves") List<HostAmount> waves,
      @ForAll("amounts") HostAmount maxUnavailable,
      @ForAll @IntRange(max = 30) int failureBudget,
      @ForAll long seed) {
    SimulatedRollout rollout =
        new SimulatedRollout(hosts, waves, maxUnavailable, failureBudget, seed);

    rollout.run(hosts * EVENTS_PER_HOST);

    assertThat(rollout.mostDownAtAdmission())
        .isLessThanOrEqualTo(new DisruptionBudget(maxUnavailable).limit(hosts));
  }

  @Property(tries = 500)
  void stopsBeyondTheFailureBudgetAndOnlyThen(
      @ForAll @IntRange(min = 1, max = 30) int hosts,
      @ForAll("waves") List<HostAmount> waves,
      @ForAll("amounts") HostAmount maxUnavailable,
      @ForAll @IntRange(max = 10) int failureBudget,
      @ForAll long seed) {
    SimulatedRollout rollout =
        new SimulatedRollout(hosts, waves, maxUnavailable, failureBudget, seed);

    rollout.run(hosts * EVENTS_PER_HOST);

    assertThat(rollout.mostFailedAtAdmission()).isLessThanOrEqualTo(failureBudget);
    assertThat(rollout.rollout().state())
        .isEqualTo(
            rollout.failed() > failureBudget ? RolloutState.STOPPED : RolloutState.COMPLETED);
  }

  @Property(tries = 500)
  void admitsOnlyHostsOfTheOpenWave(
      @ForAll @IntRange(min = 1, max = 30) int hosts,
      @ForAll("waves") List<HostAmount> waves,
      @ForAll long seed) {
    SimulatedRollout rollout =
        new SimulatedRollout(hosts, waves, HostAmount.percent(100), hosts, seed);

    rollout.run(hosts * EVENTS_PER_HOST);

    assertThat(rollout.admittedOutsideOpenWave()).isFalse();
  }

  @Property(tries = 500)
  void terminatesWithEveryLostHostStillDown(
      @ForAll @IntRange(min = 1, max = 30) int hosts,
      @ForAll("waves") List<HostAmount> waves,
      @ForAll long seed) {
    SimulatedRollout rollout = new SimulatedRollout(hosts, waves, HostAmount.hosts(1), hosts, seed);

    rollout.run(hosts * EVENTS_PER_HOST);

    assertThat(rollout.isEveryHostOfLostRebootsDown()).isTrue();
  }

  @Property(tries = 200)
  void abortEndsWithoutAnotherAdmission(
      @ForAll @IntRange(min = 1, max = 30) int hosts, @ForAll long seed) {
    SimulatedRollout rollout =
        new SimulatedRollout(
            hosts, List.of(HostAmount.percent(100)), HostAmount.hosts(2), hosts, seed);
    rollout.abort();

    rollout.run(hosts * EVENTS_PER_HOST);

    assertThat(rollout.rollout().state()).isEqualTo(RolloutState.ABORTED);
    assertThat(rollout.count(RebootState.ABORTED)).isEqualTo(hosts);
  }

  @Provide
  Arbitrary<HostAmount> amounts() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(1, 100).map(HostAmount::percent),
        Arbitraries.integers().between(1, 10).map(HostAmount::hosts));
  }

  @Provide
  Arbitrary<List<HostAmount>> waves() {
    return amounts()
        .list()
        .ofMaxSize(4)
        .map(
            amounts ->
                Stream.concat(amounts.stream(), Stream.of(HostAmount.percent(100))).toList());
  }
}
