package io.fleetfoot.service.rollout;

import static io.fleetfoot.service.testing.Fleets.down;
import static io.fleetfoot.service.testing.Fleets.id;
import static io.fleetfoot.service.testing.Fleets.up;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.admission.Count;
import io.fleetfoot.service.admission.FleetHost;
import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.testing.Fleets;
import io.fleetfoot.service.testing.Specs;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RolloutPlannerTest {

  @Test
  void takesAsManyHostsAtATimeAsMayBeDown() {
    assertThat(steps(plan(Specs.unlimited().maxUnavailable("2"), up(1), up(2), up(3))))
        .containsExactly(hosts(1, 2), hosts(3));
  }

  @Test
  void countsWhatIsDownBeforeEachStep() {
    RolloutPlan plan = plan(Specs.unlimited().maxUnavailable("2"), down(1), up(2), up(3));

    assertThat(steps(plan)).containsExactly(hosts(2), hosts(3));
    assertThat(plan.certificate().steps().get(1).step().counts())
        .containsExactly(new Count(0, null, 1, 1, 2));
    assertThat(plan.unplaced())
        .containsOnly(
            Map.entry(id(1), new Verdict.No(Constraint.HOST_UP, "the host is down already")));
  }

  @Test
  void passesOverHostsOfADomainThatIsFull() {
    assertThat(
            steps(
                plan(
                    Specs.unlimited().domain("rack", HostAmount.hosts(1), null),
                    up(1, "rack", "a"),
                    up(2, "rack", "a"),
                    up(3, "rack", "b"),
                    up(4, "rack", "b"))))
        .containsExactly(hosts(1, 3), hosts(2, 4));
  }

  @Test
  void fillsADomainBeforeItEntersTheNextWhereDomainsAreCounted() {
    assertThat(
            steps(
                plan(
                    Specs.unlimited().domain("rack", null, HostAmount.hosts(1)),
                    up(1, "rack", "a"),
                    up(2, "rack", "b"),
                    up(3, "rack", "a"),
                    up(4, "rack", "b"))))
        .containsExactly(hosts(1, 3), hosts(2, 4));
  }

  @Test
  void leavesOutWhatIsBlockedByHostsThatAreDownAndSaysWhy() {
    RolloutPlan plan =
        plan(
            Specs.unlimited().domain("rack", HostAmount.hosts(1), null),
            down(1, "rack", "a"),
            up(2, "rack", "a"),
            up(3, "rack", "b"));

    assertThat(steps(plan)).containsExactly(hosts(3));
    assertThat(plan.unplaced().get(id(2)))
        .isEqualTo(
            new Verdict.No(
                Constraint.FAILURE_DOMAIN, "1 of 2 hosts of rack \"a\" are down, the limit is 1"));
  }

  @Test
  void goesWaveByWave() {
    RolloutPlan plan = plan(Specs.unlimited().waves("1", "100%"), up(1), up(2), up(3));

    assertThat(plan.certificate().steps()).extracting(PlanStep::wave).containsExactly(0, 1);
    assertThat(steps(plan)).containsExactly(hosts(1), hosts(2, 3));
  }

  @Test
  void leavesHostsInTheirWavesThatNeedNotReboot() {
    List<FleetHost> hosts = List.of(up(1), up(2), up(3));
    RolloutSpec spec = Specs.unlimited().waves("1", "100%").spec();

    RolloutPlan plan =
        RolloutPlanner.plan(
            spec, hosts, Set.of(id(1)), RolloutLimits.of(spec), new FleetSnapshot(hosts));

    assertThat(plan.waves()).extracting(wave -> wave.hosts().size()).containsExactly(0, 2);
    assertThat(steps(plan)).containsExactly(hosts(2, 3));
  }

  @Property(tries = 500)
  void leavesNobodyOutWhereNobodyIsDown(
      @ForAll @IntRange(min = 1, max = 60) int count, @ForAll long seed) {
    Random chance = new Random(seed);
    List<FleetHost> hosts =
        Fleets.ofChance(count, chance).stream()
            .map(host -> new FleetHost(host.id(), host.labels(), false, false, null))
            .toList();
    RolloutSpec spec = Specs.ofChance(chance).selector(Map.of()).spec();

    RolloutPlan plan =
        RolloutPlanner.plan(
            spec, hosts, Set.of(), RolloutLimits.of(spec), new FleetSnapshot(hosts));

    assertThat(plan.unplaced()).isEmpty();
    assertThat(
            plan.certificate().steps().stream().mapToInt(step -> step.step().hosts().size()).sum())
        .isEqualTo(count);
  }

  @Test
  void takesEachStepAsLargeAsTheFirstAdmissionWouldBe() {
    Random chance = new Random(4);
    for (int round = 0; round < 300; round++) {
      List<FleetHost> hosts = Fleets.ofChance(1 + chance.nextInt(50), chance);
      RolloutSpec spec = Specs.ofChance(chance).selector(Map.of()).spec();
      List<Wave> waves = WavePlanner.plan(spec, hosts);
      List<Member> members =
          waves.stream()
              .flatMap(
                  wave ->
                      wave.hosts().stream()
                          .map(
                              host ->
                                  TestMembers.member(
                                      (int) host.value().getLeastSignificantBits(),
                                      wave.index(),
                                      RebootState.READY)))
              .toList();
      FleetSnapshot fleet = new FleetSnapshot(hosts);
      RolloutPlan plan = RolloutPlanner.plan(spec, hosts, Set.of(), RolloutLimits.of(spec), fleet);
      RolloutDecision first =
          WaveAdmission.decide(
              TestMembers.running(spec),
              members,
              new Surroundings(Instant.EPOCH, fleet, List.of(), HostFit.any()));

      if (first instanceof RolloutDecision.Admit admit) {
        assertThat(plan.certificate().steps().get(0).step().hosts())
            .as("round %d", round)
            .hasSizeLessThanOrEqualTo(admit.reboots().size());
        assertThat(plan.certificate().steps().get(0).wave()).isZero();
      }
    }
  }

  private static RolloutPlan plan(Specs specs, FleetHost... hosts) {
    RolloutSpec spec = specs.spec();
    return RolloutPlanner.plan(
        spec,
        List.of(hosts),
        Set.of(),
        RolloutLimits.of(spec),
        new FleetSnapshot(Arrays.asList(hosts)));
  }

  private static List<List<HostId>> steps(RolloutPlan plan) {
    return plan.certificate().steps().stream().map(step -> step.step().hosts()).toList();
  }

  private static List<HostId> hosts(int... numbers) {
    return IntStream.of(numbers).mapToObj(Fleets::id).toList();
  }
}
