package io.fleetfoot.service.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.admission.FleetHost;
import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.admission.Silence;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.testing.Policies;
import io.fleetfoot.service.testing.Specs;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WhatIfTest {

  private static final Instant START = Instant.parse("2026-03-02T12:00:00Z");
  private static final DurationSpread STAGING =
      new DurationSpread(Duration.ofMinutes(1), Duration.ofMinutes(2));
  private static final DurationSpread DOWN =
      new DurationSpread(Duration.ofSeconds(30), Duration.ofSeconds(90));
  private static final Window NIGHT =
      new Window("0 2 * * *", Duration.ofHours(1), ZoneId.of("UTC"), Window.Kind.ALLOW);
  private static final List<FleetHost> HOSTS = hosts(40);

  @Test
  void completesWhereNothingFailsAndKeepsItsLimit() {
    WhatIfResult result = play(RolloutPolicy.plain(), 4, 0, assumptions(0, 0));

    assertThat(result.state()).isEqualTo(RolloutState.COMPLETED);
    assertThat(result.ends()).isEqualTo(Map.of(RebootState.SUCCEEDED, 40));
    assertThat(result.worstDown()).isEqualTo(4);
    assertThat(result.waves()).hasSize(2);
    assertThat(result.down().get(result.down().size() - 1).down()).isZero();
    assertThat(result.endedAt()).isAfter(START);
  }

  @Test
  void saysWhereTheFailureBudgetStopsIt() {
    WhatIfResult result = play(RolloutPolicy.plain(), 4, 1, assumptions(1, 0));

    assertThat(result.state()).isEqualTo(RolloutState.STOPPED);
    assertThat(result.reason()).contains("failure budget tolerates 1");
    assertThat(result.ends().get(RebootState.ROLLED_BACK)).isBetween(2, 5);
  }

  @Test
  void countsSilentHostsAsDownForGood() {
    WhatIfResult result = play(RolloutPolicy.plain(), 4, 40, assumptions(0, 1));

    assertThat(result.ends().get(RebootState.LOST)).isEqualTo(4);
    assertThat(result.worstDown()).isEqualTo(4);
    assertThat(result.state()).isNotEqualTo(RolloutState.COMPLETED);
  }

  @Test
  void leavesAHostThatIsDownWhereItIsUntilItIsLost() {
    List<FleetHost> hosts = with(new FleetHost(id(39), Labels.none(), true, false, null));

    WhatIfResult result = play(hosts, RolloutPolicy.plain(), 4, 1, assumptions(0, 0));

    assertThat(result.ends()).isEqualTo(Map.of(RebootState.SUCCEEDED, 39, RebootState.LOST, 1));
    assertThat(result.worstDown()).isEqualTo(4);
    assertThat(result.down().get(result.down().size() - 1).down()).isEqualTo(1);
    assertThat(result.endedAt()).isAfterOrEqualTo(START.plus(RebootState.STAGING.timeout()));
  }

  @Test
  void losesAHostWhoseAgentIsSilentWhenItsTimeToStageIsUp() {
    List<FleetHost> hosts = with(silent(39));

    WhatIfResult result = play(hosts, RolloutPolicy.plain(), 4, 1, assumptions(0, 0));

    assertThat(result.ends()).isEqualTo(Map.of(RebootState.SUCCEEDED, 39, RebootState.LOST, 1));
    assertThat(result.state()).isEqualTo(RolloutState.COMPLETED);
    assertThat(result.down().get(0).down()).isZero();
    assertThat(result.down().get(result.down().size() - 1).down()).isEqualTo(1);
    assertThat(result.endedAt()).isAfterOrEqualTo(START.plus(RebootState.STAGING.timeout()));
  }

  @Test
  void stopsWhereMoreHostsAreSilentThanItsFailureBudgetTolerates() {
    WhatIfResult result = play(with(silent(39)), RolloutPolicy.plain(), 4, 0, assumptions(0, 0));

    assertThat(result.state()).isEqualTo(RolloutState.STOPPED);
    assertThat(result.ends().get(RebootState.LOST)).isEqualTo(1);
  }

  private static FleetHost silent(int number) {
    return new FleetHost(
        id(number),
        Labels.none(),
        false,
        false,
        null,
        new Silence(START.minus(Duration.ofHours(1)), START.plus(Duration.ofHours(1))));
  }

  @Test
  void admitsNobodyWhileAHostThatIsDownUsesUpTheLimit() {
    List<FleetHost> hosts = with(new FleetHost(id(39), Labels.none(), true, false, null));
    RolloutPolicy justInTime = Policies.plain().justInTime().build();

    WhatIfResult early = play(hosts, RolloutPolicy.plain(), 1, 0, assumptions(0, 0));
    WhatIfResult late = play(hosts, justInTime, 1, 0, assumptions(0, 0));

    assertThat(early.ends()).isEqualTo(Map.of(RebootState.ABORTED, 39, RebootState.LOST, 1));
    assertThat(late.ends()).isEqualTo(Map.of(RebootState.ABORTED, 40));
    assertThat(early.worstDown()).isEqualTo(1);
  }

  @Test
  void leavesHostsOfAnotherRolloutToIt() {
    UUID other = new UUID(9, 9);
    List<FleetHost> hosts = with(new FleetHost(id(39), Labels.none(), true, true, other));

    WhatIfResult result = play(hosts, RolloutPolicy.plain(), 4, 1, assumptions(0, 0));

    assertThat(result.state()).isEqualTo(RolloutState.STOPPED);
    assertThat(result.reason()).endsWith("hosts that another rollout has, and is taken to keep: 1");
    assertThat(result.ends()).isEqualTo(Map.of(RebootState.SUCCEEDED, 39, RebootState.ABORTED, 1));
    assertThat(result.worstDown()).isEqualTo(4);
    assertThat(result.down().get(result.down().size() - 1).down()).isEqualTo(1);
  }

  @Test
  void rebootsNoHostThatNeedsNoReboot() {
    Set<HostId> all = HOSTS.stream().map(FleetHost::id).collect(Collectors.toSet());

    WhatIfResult none = play(HOSTS, all, RolloutPolicy.plain(), 4, 0, assumptions(0, 0));
    WhatIfResult one =
        play(
            HOSTS,
            HOSTS.stream().skip(1).map(FleetHost::id).collect(Collectors.toSet()),
            RolloutPolicy.plain(),
            4,
            0,
            assumptions(0, 0));

    assertThat(none.state()).isEqualTo(RolloutState.COMPLETED);
    assertThat(none.reason())
        .isEqualTo("there is nothing to do: every host runs the kernel image already");
    assertThat(one.reason()).isNull();
    assertThat(none.ends()).isEqualTo(Map.of(RebootState.SUCCEEDED, 40));
    assertThat(none.worstDown()).isZero();
    assertThat(none.endedAt()).isEqualTo(START);
    assertThat(one.ends()).isEqualTo(Map.of(RebootState.SUCCEEDED, 40));
    assertThat(one.down().stream().mapToInt(WhatIfResult.Point::down)).containsExactly(0, 1, 0);
  }

  @Test
  void keepsTheLimitOfEachFailureDomain() {
    RolloutPolicy policy =
        Specs.unlimited().domain("rack", HostAmount.hosts(1), null).spec().policy();

    WhatIfResult result = play(policy, 40, 0, assumptions(0, 0));

    assertThat(result.state()).isEqualTo(RolloutState.COMPLETED);
    assertThat(result.worstByDomain().get("rack"))
        .hasSize(4)
        .allSatisfy((rack, worst) -> assertThat(worst).isEqualTo(1));
    assertThat(result.worstDown()).isBetween(2, 4);
  }

  @Test
  void waitsForItsWindow() {
    WhatIfResult result =
        play(Specs.unlimited().windows(NIGHT).spec().policy(), 4, 0, assumptions(0, 0));

    assertThat(result.state()).isEqualTo(RolloutState.COMPLETED);
    assertThat(result.endedAt()).isAfter(Instant.parse("2026-03-03T02:00:00Z"));
    assertThat(result.down().get(1).at()).isEqualTo(Instant.parse("2026-03-03T02:00:00Z"));
  }

  @Test
  void startsNoHostThatWouldOutlastItsWindow() {
    Window twoMinutes =
        new Window("0 2 * * *", Duration.ofMinutes(2), ZoneId.of("UTC"), Window.Kind.ALLOW);
    RolloutPolicy policy = Specs.unlimited().windows(twoMinutes).spec().policy();

    WhatIfResult result = play(policy, 40, 40, assumptions(0, 0));

    assertThat(result.state()).isEqualTo(RolloutState.COMPLETED);
    for (int i = 1; i < result.down().size(); i++) {
      if (result.down().get(i).down() > result.down().get(i - 1).down()) {
        assertThat(result.down().get(i).at().getEpochSecond() % 86400).isBetween(7200L, 7230L);
      }
    }
    assertThat(result.endedAt()).isAfter(Instant.parse("2026-03-04T02:00:00Z"));
  }

  @Test
  void standsWhereItIsWhenNoWindowHasRoomUntilItsTimeIsUp() {
    Window oneMinute =
        new Window("0 2 * * *", Duration.ofMinutes(1), ZoneId.of("UTC"), Window.Kind.ALLOW);
    RolloutPolicy policy = Specs.unlimited().windows(oneMinute).spec().policy();

    WhatIfResult result = play(policy, 40, 40, assumptions(0, 0));

    assertThat(result.state()).isEqualTo(RolloutState.STOPPED);
    assertThat(result.reason())
        .isEqualTo(
            "a rollout may run until 2026-04-01T12:00:00Z at the latest"
                + " (fleetfoot.rollouts.longest), and 40 hosts are not done");
    assertThat(result.worstDown()).isZero();
  }

  @Test
  void standsWhereItPausesForNobodyResumesIt() {
    RolloutPolicy policy = Policies.plain().maxWaveFailures(0).build();

    WhatIfResult result = play(policy, 4, 40, assumptions(1, 0));

    assertThat(result.state()).isEqualTo(RolloutState.PAUSED);
    assertThat(result.reason()).contains("maxWaveFailures is 0");
    assertThat(result.ends()).isEqualTo(Map.of(RebootState.ROLLED_BACK, 1, RebootState.READY, 39));
    assertThat(result.endedAt()).isBefore(START.plus(Duration.ofHours(1)));
  }

  @Test
  void givesTheSameForTheSameSeed() {
    WhatIfAssumptions some = assumptions(0.1, 0.05);

    assertThat(play(RolloutPolicy.plain(), 8, 40, some))
        .isEqualTo(play(RolloutPolicy.plain(), 8, 40, some));
  }

  @Property(tries = 40)
  void neverHasMoreDownThanAllowedAndEveryHostEndsOnce(
      @ForAll @IntRange(min = 1, max = 40) int maxUnavailable,
      @ForAll @IntRange(max = 100) int failPercent,
      @ForAll @IntRange(max = 99) long seed) {
    WhatIfResult result =
        play(
            RolloutPolicy.plain(),
            maxUnavailable,
            40,
            new WhatIfAssumptions(failPercent / 200.0, 0, STAGING, DOWN, seed));

    assertThat(result.worstDown()).isLessThanOrEqualTo(maxUnavailable);
    assertThat(result.ends().values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(40);
    assertThat(result.state()).isEqualTo(RolloutState.COMPLETED);
  }

  @Test
  void refusesSharesOfMoreThanAll() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> assumptions(0.6, 0.6))
        .withMessageContaining("more than 1");
  }

  private static WhatIfAssumptions assumptions(double failures, double silence) {
    return new WhatIfAssumptions(failures, silence, STAGING, DOWN, 7);
  }

  private static WhatIfResult play(
      RolloutPolicy policy, int maxUnavailable, int failureBudget, WhatIfAssumptions assumptions) {
    return play(HOSTS, policy, maxUnavailable, failureBudget, assumptions);
  }

  private static WhatIfResult play(
      List<FleetHost> hosts,
      RolloutPolicy policy,
      int maxUnavailable,
      int failureBudget,
      WhatIfAssumptions assumptions) {
    return play(hosts, Set.of(), policy, maxUnavailable, failureBudget, assumptions);
  }

  private static WhatIfResult play(
      List<FleetHost> hosts,
      Set<HostId> done,
      RolloutPolicy policy,
      int maxUnavailable,
      int failureBudget,
      WhatIfAssumptions assumptions) {
    RolloutSpec spec =
        new RolloutSpec(
            "what if",
            new KernelImageId(new UUID(0, 1)),
            HostSelector.everyHost(),
            List.of(HostAmount.hosts(1), HostAmount.percent(100)),
            new DisruptionBudget(HostAmount.hosts(maxUnavailable)),
            new FailureBudget(failureBudget),
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            DrainPolicy.none(),
            policy);
    return WhatIf.play(
        spec,
        new WhatIfFleet(
            hosts, done, new FleetSnapshot(hosts), List.of(), RebootState.STAGING.timeout()),
        assumptions,
        RolloutTimeouts.standard(),
        START);
  }

  private static List<FleetHost> hosts(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> new FleetHost(id(i), new Labels(Map.of("rack", "r" + i % 4)), false, false, null))
        .toList();
  }

  /** Returns the hosts with the last of them as it is given. */
  private static List<FleetHost> with(FleetHost last) {
    return Stream.concat(HOSTS.stream().limit(39), Stream.of(last)).toList();
  }

  private static HostId id(int number) {
    return new HostId(new UUID(1, number));
  }
}
