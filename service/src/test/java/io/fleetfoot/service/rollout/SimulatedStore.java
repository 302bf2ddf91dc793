package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.FleetHost;
import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.admission.Limit;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.reboot.Attempt.Purpose;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootDecision;
import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootMachine;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a database would hold of several rollouts, in memory. It keeps what the database keeps: a
 * rollout is saved only over the version that was read, a host has one reboot at most that has
 * begun and not ended, and an attempt is superseded once. A transaction is a copy, which takes the
 * place of the original or is forgotten.
 */
final class SimulatedStore {

  /** A write that the database would refuse. */
  static final class RefusedWrite extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedWrite(String message) {
      super(message);
    }
  }

  /** A reboot that has a time by which it leaves its state, unless it has ended. */
  record Row(Reboot reboot, Instant since, Optional<Instant> deadline) {

    boolean isActive() {
      return !reboot.state().isTerminal();
    }

    boolean hasBegun() {
      return isActive() && reboot.state() != RebootState.QUEUED;
    }
  }

  private static final Duration SILENCE = Duration.ofMinutes(5);

  private final Map<HostId, SimulatedHost> hosts;
  private final List<Limit> fleetLimits;
  private final Map<RolloutId, Rollout> rollouts = new LinkedHashMap<>();
  private final Map<RebootId, Row> rows = new LinkedHashMap<>();
  private final Map<RebootId, Row> superseded = new LinkedHashMap<>();
  private final Set<HostId> down = new HashSet<>();
  private final Set<RebootId> staying = new HashSet<>();
  private final Set<RebootId> executed = new HashSet<>();
  private Instant now;

  SimulatedStore(Map<HostId, SimulatedHost> hosts, List<Limit> fleetLimits, Instant now) {
    this.hosts = hosts;
    this.fleetLimits = fleetLimits;
    this.now = now;
  }

  /** Begins a transaction. */
  SimulatedStore copy() {
    SimulatedStore copy = new SimulatedStore(hosts, fleetLimits, now);
    copy.rollouts.putAll(rollouts);
    copy.rows.putAll(rows);
    copy.superseded.putAll(superseded);
    copy.down.addAll(down);
    copy.staying.addAll(staying);
    copy.executed.addAll(executed);
    return copy;
  }

  Instant now() {
    return now;
  }

  void pass(Instant time) {
    now = time;
  }

  List<Limit> fleetLimits() {
    return fleetLimits;
  }

  List<SimulatedHost> hosts() {
    return List.copyOf(hosts.values());
  }

  SimulatedHost host(HostId id) {
    return Objects.requireNonNull(hosts.get(id));
  }

  Rollout rollout(RolloutId id) {
    return Objects.requireNonNull(rollouts.get(id));
  }

  List<Rollout> rollouts() {
    return List.copyOf(rollouts.values());
  }

  List<Rollout> activeRollouts() {
    return rollouts.values().stream().filter(rollout -> !rollout.state().isTerminal()).toList();
  }

  /** Returns the rows that count. */
  List<Row> rows() {
    return List.copyOf(rows.values());
  }

  /** Returns every row, those that were superseded too. */
  List<Row> history() {
    return Stream.concat(superseded.values().stream(), rows.values().stream()).toList();
  }

  private Row row(RebootId id) {
    Row row = rows.get(id);
    return row == null ? Objects.requireNonNull(superseded.get(id)) : row;
  }

  List<Row> changedSince(SimulatedStore before) {
    return rows.values().stream().filter(row -> before.rows.get(row.reboot().id()) != row).toList();
  }

  Reboot reboot(RebootId id) {
    return row(id).reboot();
  }

  boolean isDown(HostId host) {
    return down.contains(host);
  }

  void insert(Rollout rollout) {
    rollouts.put(rollout.id(), rollout);
  }

  void save(Rollout rollout) {
    long found = rollout(rollout.id()).version();
    if (found != rollout.version()) {
      throw new RefusedWrite("rollout is at version %d".formatted(found));
    }
    rollouts.put(rollout.id(), rollout.saved());
  }

  void insert(Reboot reboot) {
    Instant deadline = now.plus(reboot.state().timeout());
    rows.put(reboot.id(), new Row(reboot, now, Optional.of(deadline)));
  }

  /** Puts the next attempt in the place of one that has ended. */
  void replace(RebootId ended, Reboot next) {
    Row row = rows.remove(ended);
    if (row == null || row.isActive()) {
      throw new RefusedWrite("reboot %s counts no longer, or not yet".formatted(ended));
    }
    superseded.put(ended, row);
    insert(next);
  }

  void keepWhereItIs(RebootId id) {
    staying.add(id);
  }

  void count(HostId host, RebootDecision.Standing standing) {
    switch (standing) {
      case UP -> down.remove(host);
      case DOWN -> down.add(host);
      case AS_IT_IS -> {}
    }
  }

  /** Does what the event decides for the reboot as it stands. */
  void move(RebootId id, RebootEvent event) {
    Row row = row(id);
    RebootDecision decision = RebootMachine.decide(row.reboot(), event);
    if (decision.moved()) {
      save(row, decision.reboot().saved());
    }
    count(row.reboot().host(), decision.standing());
  }

  private void save(Row row, Reboot next) {
    RebootState state = next.state();
    boolean stays = state == row.reboot().state();
    Optional<Instant> deadline =
        state.isTerminal()
            ? Optional.empty()
            : stays ? row.deadline() : Optional.of(now.plus(timeout(next)));
    rows.put(next.id(), new Row(next, stays ? row.since() : now, deadline));
    if (state == RebootState.EXECUTING) {
      executed.add(next.id());
    }
    if (state.isTerminal()) {
      renewWaiting(next.host());
    }
    if (active(next.host()).filter(Row::hasBegun).count() > 1) {
      throw new RefusedWrite("host %s has another reboot".formatted(next.host()));
    }
  }

  private static Duration timeout(Reboot reboot) {
    return switch (reboot.state()) {
      case EXECUTING -> reboot.terms().bootDeadline();
      case PROVING -> reboot.terms().soak().plus(reboot.state().timeout());
      case DRAINING -> reboot.terms().drain().timeout().plus(reboot.state().timeout());
      default -> reboot.state().timeout();
    };
  }

  /** What waits for the host waits anew from now on. */
  private void renewWaiting(HostId host) {
    active(host)
        .filter(row -> row.reboot().state() == RebootState.QUEUED)
        .toList()
        .forEach(
            row ->
                rows.put(
                    row.reboot().id(),
                    new Row(
                        row.reboot(),
                        now,
                        row.deadline().map(at -> now.plus(Duration.between(row.since(), at))))));
  }

  private Stream<Row> active(HostId host) {
    return rows.values().stream().filter(row -> row.reboot().host().equals(host) && row.isActive());
  }

  /** Returns the reboot that an agent's words are about. */
  Optional<Reboot> findActive(HostId host) {
    return active(host)
        .map(Row::reboot)
        .min(Comparator.comparing(reboot -> reboot.state() == RebootState.QUEUED));
  }

  /** Says whether a reboot other than this has the host staged or on its way. */
  boolean isTaken(HostId host, RebootId but) {
    return active(host).anyMatch(row -> row.hasBegun() && !row.reboot().id().equals(but));
  }

  boolean isSilent(HostId host) {
    return host(host).seen().isBefore(now.minus(SILENCE));
  }

  /** Returns the rows whose time is over, but for those that wait for another reboot's end. */
  List<Row> overdue() {
    return rows.values().stream()
        .filter(row -> row.deadline().map(at -> !now.isBefore(at)).orElse(false))
        .filter(
            row ->
                row.reboot().state() != RebootState.QUEUED
                    || !isTaken(row.reboot().host(), row.reboot().id()))
        .toList();
  }

  /** Returns the reboots that are through their soak on hosts that still speak. */
  List<Reboot> soaked() {
    return rows.values().stream()
        .filter(row -> row.reboot().state() == RebootState.PROVING)
        .filter(row -> !row.reboot().evidence().witnessAwaited())
        .filter(row -> !row.since().plus(row.reboot().terms().soak()).isAfter(now))
        .map(Row::reboot)
        .filter(reboot -> !isSilent(reboot.host()))
        .toList();
  }

  FleetSnapshot fleet() {
    List<FleetHost> seen = new ArrayList<>();
    for (SimulatedHost host : hosts.values()) {
      Optional<Reboot> begun = active(host.id()).filter(Row::hasBegun).map(Row::reboot).findFirst();
      seen.add(
          new FleetHost(
              host.id(),
              host.labels(),
              isDown(host.id()),
              begun.map(reboot -> reboot.state().holdsHostDown()).orElse(false),
              begun.map(reboot -> reboot.rollout().value()).orElse(null)));
    }
    return new FleetSnapshot(seen);
  }

  /** Returns what surrounds the rollout, whose limits are not among those that it returns. */
  Surroundings around(RolloutId rollout) {
    List<Limit> limits = new ArrayList<>(fleetLimits);
    activeRollouts().stream()
        .filter(other -> !other.id().equals(rollout))
        .forEach(other -> limits.addAll(RolloutLimits.ofOther(other.id(), other.spec())));
    return new Surroundings(now, fleet(), limits, HostFit.any());
  }

  List<Member> members(RolloutId rollout) {
    return rows.values().stream()
        .filter(row -> row.reboot().rollout().equals(rollout))
        .map(Row::reboot)
        .map(
            reboot ->
                new Member(
                    reboot.id(),
                    reboot.host(),
                    reboot.wave(),
                    reboot.state(),
                    isDown(reboot.host()),
                    reboot.state() == RebootState.QUEUED && isTaken(reboot.host(), reboot.id())))
        .sorted(Comparator.comparing(Member::wave))
        .toList();
  }

  Map<RebootId, Tried> tried(RolloutId id) {
    boolean goesBack = rollout(id).state() == RolloutState.ROLLING_BACK;
    Map<RebootId, Tried> tried = new HashMap<>();
    for (Member member : members(id)) {
      Reboot reboot = reboot(member.reboot());
      boolean forward = reboot.attempt().purpose() == Purpose.ROLLOUT;
      boolean ranAnother =
          executed.contains(reboot.id())
              && !host(reboot.host()).savedRelease().equals(SimulatedHost.OLD);
      boolean changed =
          goesBack
              && forward
              && (reboot.state() == RebootState.SUCCEEDED
                  || (reboot.state().isTerminal() && ranAnother));
      tried.put(
          reboot.id(),
          new Tried(
              reboot.attempt(),
              changed,
              staying.contains(reboot.id()),
              isTaken(reboot.host(), reboot.id())));
    }
    return tried;
  }

  /** Returns the reboot that proved the boot in which the host is, of the same kernel image. */
  Optional<Reboot> proof(Reboot waiting) {
    return history().stream()
        .map(Row::reboot)
        .filter(reboot -> reboot.state() == RebootState.SUCCEEDED)
        .filter(reboot -> reboot.host().equals(waiting.host()) && !isDown(reboot.host()))
        .filter(reboot -> reboot.terms().kernelImage().equals(waiting.terms().kernelImage()))
        .filter(reboot -> host(reboot.host()).savedBoot().equals(reboot.evidence().toBootId()))
        .findFirst();
  }
}
