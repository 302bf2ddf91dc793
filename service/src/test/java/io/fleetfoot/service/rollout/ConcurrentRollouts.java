package io.fleetfoot.service.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.admission.FleetHost;
import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.admission.Limit;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.reboot.ExecId;
import io.fleetfoot.service.reboot.OutOfPlaceException;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootDecision.Standing;
import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.SimulatedHost.Saved;
import io.fleetfoot.service.rollout.SimulatedReplica.Flight;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Several rollouts over one fleet by chance alone: replicas that decide at the same time and are
 * killed before or after their effect is saved, hosts on a bad line, humans who say anything, and a
 * clock that is set. The machines, the admission, the planner and the verifier are the real ones.
 */
final class ConcurrentRollouts implements SimulatedHost.Service {

  static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  private static final RolloutTimeouts TIMEOUTS = RolloutTimeouts.standard();
  private static final int LONGEST_LEAP_HOURS = 8;

  /** After so many minutes or so in which nothing was saved, time leaps. */
  private static final int PATIENCE = 2;

  /** Who takes part, besides replicas. */
  enum Cast {
    HOSTS_AND_HUMANS,
    HOSTS,
    NOBODY
  }

  private final Random chance;
  private final SimulatedReplica replica;
  private final SimulatedOperators operators;
  private final AdmissionOracle oracle;
  private final Deque<RolloutSpec> asked;
  private final List<Flight> flights = new ArrayList<>();
  private final RolloutInvariants invariants = new RolloutInvariants();
  private Cast cast = Cast.HOSTS_AND_HUMANS;
  private SimulatedStore store;
  private int rollouts;
  private int untilLeap;
  private int admissions;

  ConcurrentRollouts(
      List<FleetHost> fleet,
      AdmissionOracle.FleetPolicy policy,
      List<RolloutSpec> specs,
      int badLuckPercent,
      long seed) {
    this.chance = new Random(seed);
    this.replica = new SimulatedReplica(TIMEOUTS, chance);
    this.operators = new SimulatedOperators(replica, chance);
    this.oracle = new AdmissionOracle(policy);
    this.asked = new ArrayDeque<>(specs);
    Map<HostId, SimulatedHost> hosts = new LinkedHashMap<>();
    for (FleetHost host : fleet) {
      hosts.put(
          host.id(),
          new SimulatedHost(host.id(), host.labels(), START, badLuckPercent, chance.nextLong()));
    }
    List<Limit> limits =
        RolloutLimits.ofFleet(
            policy.maxUnavailable(), policy.maxParallel(), policy.domains(), "the fleet");
    this.store = new SimulatedStore(hosts, limits, START);
    fleet.stream().filter(FleetHost::down).forEach(host -> store.count(host.id(), Standing.DOWN));
  }

  @Override
  public SimulatedStore saved() {
    return store;
  }

  /** A caller that is not answered does not know whether its transaction was saved. */
  @Override
  public Saved run(Consumer<SimulatedStore> work) {
    SimulatedStore copy = store.copy();
    try {
      work.accept(copy);
    } catch (OutOfPlaceException | SimulatedStore.RefusedWrite e) {
      return Saved.REFUSED;
    }
    if (isKilled()) {
      return Saved.LOST;
    }
    SimulatedStore before = store;
    store = copy;
    untilLeap = PATIENCE;
    invariants.check(before, store);
    return isKilled() ? Saved.LOST : Saved.YES;
  }

  /** Says whether a replica is about to save a decision for the rollout. */
  boolean isLocked(RolloutId id) {
    return flights.stream().anyMatch(flight -> flight.rollout().id().equals(id));
  }

  int admissions() {
    return admissions;
  }

  /** Lives for so many events, or until every rollout has ended, and says whether they have. */
  boolean live(Cast who, int events) {
    cast = who;
    for (int event = 0; event < events; event++) {
      if (asked.isEmpty() && flights.isEmpty() && store.activeRollouts().isEmpty()) {
        return true;
      }
      happen();
    }
    return false;
  }

  private void happen() {
    int what = chance.nextInt(100);
    if (what < 3 || store.activeRollouts().isEmpty()) {
      ask();
    } else if (what < 35) {
      decide();
    } else if (what < 60) {
      save();
    } else if (what < 65) {
      sweep();
    } else if (what < 72) {
      pass();
    } else if (cast != Cast.NOBODY && what < 98) {
      store.hosts().stream().filter(host -> chance.nextBoolean()).forEach(host -> host.act(this));
      drain();
    } else if (cast != Cast.NOBODY && chance.nextInt(4) == 0) {
      misfortune(one(store.hosts()));
    } else if (cast == Cast.HOSTS_AND_HUMANS) {
      operators.command(this);
    }
  }

  /** A rollout is asked for; its plan has to verify. */
  private void ask() {
    RolloutSpec spec = asked.poll();
    if (spec == null) {
      return;
    }
    RolloutId id = new RolloutId(new UUID(4, rollouts++));
    FleetSnapshot fleet = store.view().fleet();
    List<FleetHost> hosts =
        fleet.hosts().stream().filter(host -> spec.selector().matches(host.labels())).toList();
    List<Limit> limits = new ArrayList<>(RolloutLimits.of(spec));
    limits.addAll(store.view().around(id).limits());
    RolloutPlan plan = RolloutPlanner.plan(spec, hosts, Set.of(), limits, fleet);
    Set<HostId> planned = new HashSet<>();
    hosts.forEach(host -> planned.add(host.id()));
    assertThat(CertificateVerifier.verifyPlan(plan, planned, limits, fleet)).isEmpty();
    store.insert(Rollout.begun(id, spec, "author", store.now(), TIMEOUTS));
    for (Wave wave : plan.waves()) {
      wave.hosts().forEach(host -> store.insert(planned(id, spec, host, wave.index())));
    }
  }

  private Reboot planned(RolloutId id, RolloutSpec spec, HostId host, int wave) {
    Reboot.Terms terms =
        new Reboot.Terms(
            spec.kernelImage(), SimulatedHost.NEW, spec.soak(), spec.bootDeadline(), spec.drain());
    return Reboot.planned(replica.newId(), id, store.host(host).asKnown(), wave, terms);
  }

  /** A replica locks a rollout and decides; to admit, it holds the fleet. */
  private void decide() {
    List<RolloutId> free =
        store.activeRollouts().stream().map(Rollout::id).filter(id -> !isLocked(id)).toList();
    if (free.isEmpty()) {
      return;
    }
    RolloutId id = one(free);
    if (replica.isAnySatisfied(store, id)) {
      run(copy -> replica.satisfy(copy, id));
    }
    replica
        .decide(store, id)
        .filter(flight -> !flight.holdsFleet() || flights.stream().noneMatch(Flight::holdsFleet))
        .ifPresent(
            flight -> {
              flights.add(flight);
              judge(flight);
            });
  }

  /** What is to be admitted is looked at when it is decided, which is when the fleet was seen. */
  private void judge(Flight flight) {
    if (flight.decision() instanceof RolloutDecision.Admit admission) {
      RolloutId id = flight.rollout().id();
      assertThat(SimulatedReplica.faults(store, id, admission)).isEmpty();
      SimulatedStore after = store.copy();
      replica.affect(after, flight);
      oracle.check(id, admission.reboots(), store, after);
    }
  }

  /** The effect of a decision is saved, or lost, or tried once more by who was not answered. */
  private void save() {
    if (flights.isEmpty()) {
      return;
    }
    Flight flight = flights.remove(chance.nextInt(flights.size()));
    SimulatedStore before = store;
    Saved saved = run(copy -> replica.affect(copy, flight));
    if (store != before && flight.isAdmission()) {
      admissions++;
    }
    if (store != before && (saved == Saved.LOST || chance.nextInt(4) == 0)) {
      Saved again = run(copy -> replica.affect(copy, flight));
      assertThat(flight.isAdmission() && again != Saved.REFUSED)
          .as("admitted twice: %s", flight)
          .isFalse();
    }
  }

  private void sweep() {
    store
        .soaked()
        .forEach(reboot -> run(copy -> copy.move(reboot.id(), new RebootEvent.SoakPassed())));
    for (SimulatedStore.Row row : store.overdue()) {
      Reboot reboot = row.reboot();
      RebootEvent event =
          reboot.state() == RebootState.EXECUTING && chance.nextBoolean()
              ? new RebootEvent.PowerCycleAsked()
              : new RebootEvent.DeadlinePassed(store.isSilent(reboot.host()));
      run(copy -> copy.move(reboot.id(), event));
    }
  }

  /** Time goes on by minutes, or leaps to what is due next; transactions are shorter than that. */
  private void pass() {
    while (!flights.isEmpty()) {
      save();
    }
    if (--untilLeap > 0) {
      store.pass(store.now().plusSeconds(10 + chance.nextInt(110)));
      return;
    }
    untilLeap = PATIENCE;
    Instant next = store.now().plus(Duration.ofHours(1 + chance.nextInt(LONGEST_LEAP_HOURS)));
    for (Instant due : due()) {
      next = due.isAfter(store.now()) && due.isBefore(next) ? due : next;
    }
    store.pass(next);
  }

  private List<Instant> due() {
    List<Instant> due = new ArrayList<>();
    store.rows().forEach(row -> row.deadline().ifPresent(due::add));
    for (Rollout rollout : store.activeRollouts()) {
      Course course = rollout.course();
      due.add(course.since().plus(rollout.spec().policy().waveSoak()));
      if (course.deadline() != null) {
        due.add(course.deadline());
      }
      Instant asked = rollout.spec().policy().deadline();
      if (asked != null) {
        due.add(asked);
      }
    }
    return due;
  }

  /** The load is taken off a host, or cannot be; a boot is confirmed from elsewhere. */
  private void drain() {
    for (SimulatedStore.Row row : store.rows()) {
      Reboot reboot = row.reboot();
      if (reboot.state() == RebootState.DRAINING && chance.nextInt(4) == 0) {
        RebootEvent event =
            switch (chance.nextInt(6)) {
              case 0 -> new RebootEvent.DrainFailed("a pod would be lost");
              case 1, 2 -> new RebootEvent.Held("waits for a budget");
              default -> new RebootEvent.Admitted(ExecId.random(chance));
            };
        run(copy -> copy.move(reboot.id(), event));
      } else if (reboot.state() == RebootState.PROVING
          && reboot.evidence().witnessAwaited()
          && chance.nextInt(4) == 0) {
        String boot = String.valueOf(reboot.evidence().toBootId());
        run(copy -> copy.move(reboot.id(), new RebootEvent.Witnessed(boot)));
      }
    }
  }

  private void misfortune(SimulatedHost host) {
    if (chance.nextBoolean()) {
      host.bootByItself();
    } else {
      host.fallSilent(store.now());
    }
  }

  private boolean isKilled() {
    return chance.nextInt(12) == 0;
  }

  private <T> T one(List<T> all) {
    return all.get(chance.nextInt(all.size()));
  }
}
