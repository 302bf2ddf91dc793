package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.Limit;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootDecision;
import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootMachine;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
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

  /** Returns this as a replica looks at it. */
  SimulatedView view() {
    return new SimulatedView(this);
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

  boolean hasExecuted(RebootId id) {
    return executed.contains(id);
  }

  /** Says whether the host was found to have nothing to go back to. */
  boolean isStaying(RebootId id) {
    return staying.contains(id);
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

  Stream<Row> active(HostId host) {
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

  /** Says whether not even a poll of the host was heard for too long. */
  boolean isUnheard(HostId host) {
    return isSilent(host) && host(host).isQuiet(now);
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
}
