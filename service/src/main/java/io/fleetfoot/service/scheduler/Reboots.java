package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.Availability;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootDecision;
import io.fleetfoot.service.reboot.RebootDecision.Standing;
import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootMachine;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.timing.PhaseTimings;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves reboots: decides, saves, appends to the outbox, and then tells assignments and meters. */
public class Reboots {

  private static final Logger log = LoggerFactory.getLogger(Reboots.class);

  private final RebootRepository reboots;
  private final HostRepository hosts;
  private final TransitionLog transitions;
  private final RebootTimeouts timeouts;
  private final Transactions transactions;
  private final Assignments assignments;
  private final FleetMeters meters;
  private final List<Consumer<Reboot>> listeners = new CopyOnWriteArrayList<>();

  /** Makes it over its repositories, its clockwork and what it tells. */
  public Reboots(
      RebootRepository reboots,
      HostRepository hosts,
      TransitionLog transitions,
      RebootTimeouts timeouts,
      Transactions transactions,
      Assignments assignments,
      FleetMeters meters) {
    this.reboots = reboots;
    this.hosts = hosts;
    this.transitions = transitions;
    this.timeouts = timeouts;
    this.transactions = transactions;
    this.assignments = assignments;
    this.meters = meters;
  }

  /** Returns all that is known of the reboot. */
  public Optional<RebootRecord> find(RebootId id) {
    return reboots.findRecord(id);
  }

  /**
   * Returns the reboot of the host that has not ended; one that only waits where there is no other.
   */
  public Optional<Reboot> findActive(HostId host) {
    return reboots.findActive(host);
  }

  /** Returns all that is known of the rollout's reboots, by wave and hostname. */
  public List<RebootRecord> list(RolloutId rollout) {
    return reboots.listRecords(rollout);
  }

  /** Lets the listener hear of every reboot that moved, once that is saved. */
  public void listen(Consumer<Reboot> listener) {
    listeners.add(listener);
  }

  /** Does what the event decides, in the transaction that runs now. */
  void move(Reboot reboot, RebootEvent event, PhaseTimings phases) {
    RebootDecision decision = RebootMachine.decide(reboot, event);
    if (decision.moved()) {
      save(reboot.state(), decision.reboot(), event, phases);
    } else if (decision.standing() != Standing.AS_IT_IS) {
      // an admission that came in between has counted the host as down: that word stands
      reboots.hold(reboot);
    }
    count(
        reboot.host(), decision.standing(), "reboot %s: %s".formatted(reboot.id(), event.words()));
  }

  /** Does what the event decides, in the transaction that runs now. */
  void move(Reboot reboot, RebootEvent event) {
    move(reboot, event, PhaseTimings.none());
  }

  private void save(RebootState before, Reboot reboot, RebootEvent event, PhaseTimings phases) {
    if (reboot.state().isTerminal()) {
      reboots.saveEnded(reboot);
    } else {
      reboots.save(reboot, timeouts.of(reboot));
    }
    if (!phases.timings().isEmpty()) {
      reboots.savePhases(reboot.id(), phases);
    }
    String cause = reboot.reason() == null ? event.words() : event.words() + ": " + reboot.reason();
    transitions.append(Transition.of(before, reboot, cause));
    transactions.afterSave(() -> tell(before, reboot.saved(), cause, phases));
  }

  private void tell(RebootState before, Reboot reboot, String cause, PhaseTimings phases) {
    log.info(
        "reboot={} host={} rollout={} {} -> {} cause=\"{}\"",
        reboot.id(),
        reboot.host(),
        reboot.rollout(),
        before,
        reboot.state(),
        cause);
    assignments.moved(reboot);
    listeners.forEach(listener -> listener.accept(reboot));
    var change =
        new KernelChange(
            reboot.evidence().fromRelease(),
            Optional.ofNullable(reboot.terms().toRelease()).orElse("any"),
            Optional.ofNullable(reboot.evidence().method()).orElse("none"));
    meters.timed(phases, change);
    if (before == RebootState.EXECUTING || before == RebootState.POWER_CYCLING) {
      reboots
          .findRecord(reboot.id())
          .flatMap(known -> Optional.ofNullable(known.downtime()))
          .ifPresent(downtime -> meters.down(downtime, change));
    }
    if (reboot.state().isTerminal()) {
      meters.ended(reboot.state());
    }
  }

  /** Lets the host count as up or down from now on, in the transaction that runs now. */
  void count(HostId host, Standing standing, String cause) {
    switch (standing) {
      case UP -> count(host, Availability.State.UP, cause);
      case DOWN -> count(host, Availability.State.DOWN, cause);
      case AS_IT_IS -> {}
    }
  }

  private void count(HostId host, Availability.State state, String cause) {
    if (hosts.setAvailability(host, state, cause)) {
      Availability.State before =
          state == Availability.State.UP ? Availability.State.DOWN : Availability.State.UP;
      transitions.append(Transition.of(host, before, state, cause));
      transactions.afterSave(
          () -> log.info("host={} {} -> {} cause=\"{}\"", host, before, state, cause));
    }
  }
}
