package io.fleetfoot.service.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says in the plainest way what must never be true of an admission: it reads what was asked for,
 * and neither limits nor calendars nor counts that the service makes of it.
 */
final class AdmissionOracle {

  private static final Set<RebootState> ON_THEIR_WAY =
      Set.of(
          RebootState.DRAINING,
          RebootState.VERIFYING,
          RebootState.EXECUTING,
          RebootState.POWER_CYCLING,
          RebootState.PROVING);

  /** What is asked for the whole fleet. */
  record FleetPolicy(
      @Nullable HostAmount maxUnavailable,
      @Nullable HostAmount maxParallel,
      List<DomainLimit> domains) {}

  private final FleetPolicy fleet;

  AdmissionOracle(FleetPolicy fleet) {
    this.fleet = fleet;
  }

  /** Checks an admission by what was saved before it and what is to be saved after it. */
  void check(
      RolloutId id, Collection<RebootId> admitted, SimulatedStore before, SimulatedStore after) {
    Rollout rollout = before.rollout(id);
    assertThat(rollout.state()).isIn(RolloutState.RUNNING, RolloutState.ROLLING_BACK);
    assertThat(rollout.course().step()).isEqualTo(WaveStep.WORK);
    assertThat(isOpen(rollout.spec().policy(), before.now()))
        .as("%s is within the windows of %s", before.now(), rollout.spec().policy())
        .isTrue();
    Instant deadline = rollout.spec().policy().deadline();
    if (rollout.state() == RolloutState.RUNNING && deadline != null) {
      assertThat(before.now()).isBefore(deadline);
    }
    for (RebootId reboot : admitted) {
      Reboot ready = before.reboot(reboot);
      assertThat(ready.state()).isEqualTo(RebootState.READY);
      assertThat(ready.wave()).isLessThanOrEqualTo(rollout.openWave());
      assertThat(isUnavailable(before, ready.host())).isFalse();
      assertThat(before.isUnheard(ready.host())).isFalse();
    }
    limits(admitted.stream().map(reboot -> after.reboot(reboot).host()).toList(), after);
  }

  private void limits(List<HostId> admitted, SimulatedStore store) {
    Set<HostId> everyHost =
        store.hosts().stream().map(SimulatedHost::id).collect(Collectors.toSet());
    limits(fleet, everyHost, admitted, store);
    for (Rollout rollout : store.activeRollouts()) {
      RolloutSpec spec = rollout.spec();
      DisruptionBudget budget = spec.disruptionBudget();
      limits(
          new FleetPolicy(
              budget.maxUnavailable(), spec.policy().maxParallel(), spec.policy().failureDomains()),
          everyHost.stream()
              .filter(host -> isIts(rollout, host, store))
              .collect(Collectors.toSet()),
          admitted,
          store);
    }
  }

  /** A rollout's hosts are those that it chooses, and those that it has begun with. */
  private static boolean isIts(Rollout rollout, HostId host, SimulatedStore store) {
    return rollout.spec().selector().matches(store.host(host).labels())
        || store.rows().stream()
            .filter(SimulatedStore.Row::hasBegun)
            .map(SimulatedStore.Row::reboot)
            .anyMatch(
                reboot -> reboot.host().equals(host) && reboot.rollout().equals(rollout.id()));
  }

  private static void limits(
      FleetPolicy asked, Set<HostId> population, List<HostId> admitted, SimulatedStore store) {
    List<HostId> bound = admitted.stream().filter(population::contains).toList();
    if (bound.isEmpty()) {
      return;
    }
    atMost(
        asked.maxUnavailable(), population, host -> isUnavailable(store, host), "maxUnavailable");
    atMost(asked.maxParallel(), population, host -> isOnItsWay(store, host), "maxParallel");
    for (DomainLimit limit : asked.domains()) {
      domains(limit, bound, store);
    }
  }

  /** What goes down of a domain counts, whosever host it is. */
  private static void domains(DomainLimit limit, List<HostId> bound, SimulatedStore store) {
    Function<HostId, String> domain =
        host -> store.host(host).labels().values().getOrDefault(limit.topologyKey(), "(none)");
    Map<String, Set<HostId>> domains =
        store.hosts().stream()
            .map(SimulatedHost::id)
            .collect(Collectors.groupingBy(domain, Collectors.toSet()));
    for (HostId host : bound) {
      atMost(
          limit.maxUnavailable(),
          Objects.requireNonNull(domains.get(domain.apply(host))),
          other -> isUnavailable(store, other),
          limit.topologyKey() + " of " + domain.apply(host));
    }
    atMost(
        limit.maxDomains(),
        domains.values(),
        hosts -> hosts.stream().anyMatch(host -> isUnavailable(store, host)),
        "domains of " + limit.topologyKey());
  }

  private static <T> void atMost(
      @Nullable HostAmount most, Collection<T> all, Predicate<T> counted, String what) {
    if (most == null) {
      return;
    }
    double share = most.percent() ? all.size() * most.value() / 100.0 : most.value();
    assertThat(all.stream().filter(counted).count())
        .as("%s: %s of %d", what, most, all.size())
        .isLessThanOrEqualTo(Math.max(1, (long) Math.floor(share + 1e-9)));
  }

  static boolean isUnavailable(SimulatedStore store, HostId host) {
    return store.isDown(host) || isOnItsWay(store, host);
  }

  private static boolean isOnItsWay(SimulatedStore store, HostId host) {
    return store.rows().stream()
        .map(SimulatedStore.Row::reboot)
        .anyMatch(reboot -> reboot.host().equals(host) && ON_THEIR_WAY.contains(reboot.state()));
  }

  private static boolean isOpen(RolloutPolicy policy, Instant now) {
    boolean frozen =
        policy.freezes().stream()
            .anyMatch(freeze -> !now.isBefore(freeze.from()) && now.isBefore(freeze.to()));
    List<Window> allowed = windows(policy, Window.Kind.ALLOW);
    return !frozen
        && windows(policy, Window.Kind.DENY).stream().noneMatch(window -> isIn(window, now))
        && (allowed.isEmpty() || allowed.stream().anyMatch(window -> isIn(window, now)));
  }

  private static List<Window> windows(RolloutPolicy policy, Window.Kind kind) {
    return policy.windows().stream().filter(window -> window.kind() == kind).toList();
  }

  /** The schedules are of the form "minute hour * * weekday" in zones that change no clocks. */
  private static boolean isIn(Window window, Instant now) {
    List<String> fields = List.of(window.schedule().split(" "));
    LocalDate today = now.atZone(window.timeZone()).toLocalDate();
    for (LocalDate day : List.of(today, today.minusDays(1), today.minusDays(2))) {
      String weekday = String.valueOf(day.getDayOfWeek().getValue() % 7);
      Instant from =
          day.atTime(Integer.parseInt(fields.get(1)), Integer.parseInt(fields.get(0)))
              .atZone(window.timeZone())
              .toInstant();
      if ((fields.get(4).equals("*") || fields.get(4).equals(weekday))
          && !now.isBefore(from)
          && now.isBefore(from.plus(window.duration()))) {
        return true;
      }
    }
    return false;
  }
}
