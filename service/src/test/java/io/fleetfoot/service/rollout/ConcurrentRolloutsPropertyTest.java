package io.fleetfoot.service.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.admission.FleetHost;
import io.fleetfoot.service.reboot.ExecId;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.rollout.ConcurrentRollouts.Cast;
import io.fleetfoot.service.testing.Fleets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.statistics.Statistics;

/**
 * What never happens to several rollouts over one fleet. Limits, windows, certificates and ways out
 * are checked at every event by {@link ConcurrentRollouts} and {@link AdmissionOracle}; the ends
 * are checked here.
 */
class ConcurrentRolloutsPropertyTest {

  private static final int EVENTS = 40_000;

  @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
  void everyRolloutEndsAndNoHostIsExecutedTwiceForOneAdmission(
      @ForAll("specs") @Size(min = 1, max = 4) List<RolloutSpec> specs,
      @ForAll("fleetPolicies") AdmissionOracle.FleetPolicy policy,
      @ForAll @IntRange(min = 3, max = 12) int hosts,
      @ForAll @IntRange(max = 40) int badLuckPercent,
      @ForAll boolean humans,
      @ForAll long seed) {
    ConcurrentRollouts life =
        new ConcurrentRollouts(fleet(hosts, seed), policy, specs, badLuckPercent, seed);

    boolean ended = life.live(humans ? Cast.HOSTS_AND_HUMANS : Cast.HOSTS, EVENTS);

    assertThat(ended).as("ended: %s", life.saved().activeRollouts()).isTrue();
    eachRebootOnce(life.saved());
    eachAttemptOnce(life.saved());
    Statistics.label("admitted something")
        .collect(life.admissions() > 0)
        .coverage(coverage -> coverage.check(true).percentage(share -> share > 40));
  }

  @Property(tries = 15, edgeCases = EdgeCasesMode.NONE)
  void fromWhereverItStandsEachRolloutEndsByTimeAloneOnceNobodySpeaksAnyMore(
      @ForAll("specs") @Size(min = 1, max = 4) List<RolloutSpec> specs,
      @ForAll("fleetPolicies") AdmissionOracle.FleetPolicy policy,
      @ForAll @IntRange(min = 3, max = 12) int hosts,
      @ForAll @IntRange(min = 50, max = 1500) int eventsBefore,
      @ForAll long seed) {
    ConcurrentRollouts life = new ConcurrentRollouts(fleet(hosts, seed), policy, specs, 10, seed);
    life.live(Cast.HOSTS_AND_HUMANS, eventsBefore);

    boolean ended = life.live(Cast.NOBODY, EVENTS);

    assertThat(ended).as("ended: %s", life.saved().activeRollouts()).isTrue();
    assertThat(life.saved().rows())
        .filteredOn(SimulatedStore.Row::isActive)
        .as("reboots that outlive their rollouts")
        .allMatch(row -> !row.reboot().state().isWithdrawable());
  }

  private static List<FleetHost> fleet(int hosts, long seed) {
    return Fleets.ofChance(hosts, new Random(seed));
  }

  /** What was proven was executed once, nothing more than once, and nothing without admission. */
  private static void eachRebootOnce(SimulatedStore store) {
    Map<ExecId, Integer> executions = new HashMap<>();
    store.hosts().forEach(host -> executions.putAll(host.executions()));
    assertThat(executions.values()).allMatch(times -> times == 1);
    Set<ExecId> admitted =
        store.history().stream()
            .map(row -> row.reboot().evidence().execId())
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    assertThat(admitted).containsAll(executions.keySet());
    assertThat(store.history())
        .filteredOn(row -> row.reboot().state() == RebootState.SUCCEEDED)
        .filteredOn(row -> row.reboot().evidence().method() != null)
        .allMatch(row -> executions.containsKey(row.reboot().evidence().execId()));
  }

  private static void eachAttemptOnce(SimulatedStore store) {
    assertThat(store.history())
        .extracting(SimulatedStore.Row::reboot)
        .extracting(ConcurrentRolloutsPropertyTest::place)
        .doesNotHaveDuplicates();
  }

  private static List<Object> place(Reboot reboot) {
    return List.of(
        reboot.rollout(), reboot.host(), reboot.attempt().purpose(), reboot.attempt().number());
  }

  @Provide
  Arbitrary<List<RolloutSpec>> specs() {
    return SpecsByChance.any().list();
  }

  @Provide
  Arbitrary<AdmissionOracle.FleetPolicy> fleetPolicies() {
    return SpecsByChance.fleetPolicy();
  }
}
