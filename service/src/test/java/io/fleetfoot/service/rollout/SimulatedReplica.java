package io.fleetfoot.service.rollout;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.reboot.ExecId;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/** What one replica does for a rollout: it sees, decides, and has the effect saved. */
final class SimulatedReplica {

  /** The image that a host goes back to. */
  private static final KernelImageId BEFORE = new KernelImageId(new UUID(3, 0));

  /**
   * A decision whose effect is not saved yet; the rollout is locked meanwhile.
   *
   * @param holdsFleet whether no other may decide on an admission meanwhile
   */
  record Flight(Rollout rollout, RolloutDecision decision, boolean holdsFleet) {

    boolean isAdmission() {
      return decision instanceof RolloutDecision.Admit;
    }
  }

  private final RolloutTimeouts timeouts;
  private final Random chance;
  private int ids;

  SimulatedReplica(RolloutTimeouts timeouts, Random chance) {
    this.timeouts = timeouts;
    this.chance = chance;
  }

  RebootId newId() {
    return new RebootId(new UUID(2, ids++));
  }

  /** Returns the decision for the rollout as it is seen now, if there is anything to do. */
  Optional<Flight> decide(SimulatedStore store, RolloutId id) {
    Rollout rollout = store.rollout(id);
    List<Member> members = store.view().members(id);
    boolean isDue = WaveAdmission.isDue(rollout, members);
    Surroundings around = isDue ? store.view().around(id) : new Surroundings(store.now());
    RolloutDecision wanted =
        RolloutMachine.decide(
            rollout, members, around, new Observed(store.view().tried(id), gateByChance()));
    Map<RebootId, GateOutcome> hooks = new HashMap<>();
    HostHold.wanted(rollout, wanted).forEach(host -> hooks.put(host, hookByChance()));
    RolloutDecision decision = HostHold.hold(wanted, hooks);
    return decision instanceof RolloutDecision.Rest
        ? Optional.empty()
        : Optional.of(new Flight(rollout, decision, isDue));
  }

  /** Returns what is wrong with the certificate of an admission that was decided just now. */
  static List<String> faults(SimulatedStore store, RolloutId id, RolloutDecision.Admit admission) {
    Rollout rollout = store.rollout(id);
    List<Member> members = store.view().members(id);
    Surroundings around = store.view().around(id);
    List<HostId> hosts =
        admission.reboots().stream().map(reboot -> store.reboot(reboot).host()).toList();
    PlanCertificate certificate = new WaveAdmission(rollout, members, around).certify(hosts);
    return CertificateVerifier.verifyAdmission(
        certificate,
        new HashSet<>(hosts),
        WaveAdmission.limits(rollout, around),
        WaveAdmission.fleet(rollout, members, around));
  }

  /** Does what was decided. */
  void affect(SimulatedStore store, Flight flight) {
    RolloutDecision decision = flight.decision();
    Rollout after = RolloutCourse.after(flight.rollout(), decision, store.now(), timeouts);
    if (!after.equals(flight.rollout())) {
      store.save(after);
    }
    if (decision instanceof RolloutDecision.Stage stage) {
      stage.reboots().forEach(id -> store.move(id, new RebootEvent.StageAsked()));
    } else if (decision instanceof RolloutDecision.Admit admit) {
      admit.reboots().forEach(id -> store.move(id, admission(store.host(store.reboot(id).host()))));
    } else if (decision instanceof RolloutDecision.LeaveOut leaveOut) {
      withdraw(store, leaveOut.reasons().keySet());
    } else if (decision instanceof RolloutDecision.Lose lose) {
      store.move(lose.reboot(), new RebootEvent.DeadlinePassed(true));
    } else if (decision instanceof RolloutDecision.Retry retry) {
      retry.reboots().forEach(id -> again(store, id, retry.notBefore()));
    } else if (decision instanceof RolloutDecision.Return back) {
      back.reboots().forEach(id -> back(store, id));
    } else if (decision instanceof RolloutDecision.Stop stop) {
      withdraw(store, stop.withdrawn());
    } else if (decision instanceof RolloutDecision.RollBack back) {
      withdraw(store, back.withdrawn());
    } else if (decision instanceof RolloutDecision.Withdraw withdraw) {
      withdraw(store, withdraw.reboots());
    }
  }

  /** Says whether a host that waits was brought to the same kernel image by another rollout. */
  boolean isAnySatisfied(SimulatedStore store, RolloutId id) {
    return waiting(store, id).anyMatch(reboot -> store.view().proof(reboot).isPresent());
  }

  /** Ends what waits on such hosts. */
  void satisfy(SimulatedStore store, RolloutId id) {
    for (Reboot reboot : waiting(store, id).toList()) {
      store
          .view()
          .proof(reboot)
          .ifPresent(
              proof ->
                  store.move(
                      reboot.id(),
                      new RebootEvent.Satisfied(
                          proof.id(), Objects.requireNonNull(proof.evidence().toBootId()))));
    }
  }

  private static Stream<Reboot> waiting(SimulatedStore store, RolloutId id) {
    return store.rollout(id).state() == RolloutState.RUNNING
        ? store.rows().stream()
            .map(SimulatedStore.Row::reboot)
            .filter(reboot -> reboot.rollout().equals(id))
            .filter(reboot -> reboot.state() == RebootState.QUEUED)
        : Stream.empty();
  }

  /** Says the verb, and means it for hosts too. */
  void say(SimulatedStore store, RolloutId id, Verb verb, String actor) {
    Rollout rollout = store.rollout(id);
    Rollout after =
        Verbs.say(
            new Word(verb, actor, null), rollout, store.view().members(id), store.now(), timeouts);
    if (!after.equals(rollout)) {
      store.save(after);
    }
    if (verb == Verb.RETRY) {
      Map<RebootId, Tried> tried = store.view().tried(id);
      store.view().members(id).stream()
          .filter(member -> member.state().isFailure() && !member.hostDown())
          .map(Member::reboot)
          .filter(reboot -> !Objects.requireNonNull(tried.get(reboot)).busy())
          .forEach(reboot -> again(store, reboot, store.now()));
    }
  }

  private RebootEvent admission(SimulatedHost host) {
    return host.carriesLoad()
        ? new RebootEvent.DrainAsked()
        : new RebootEvent.Admitted(ExecId.random(chance));
  }

  private void again(SimulatedStore store, RebootId id, Instant notBefore) {
    Reboot failed = store.reboot(id);
    store.replace(id, failed.again(newId(), store.host(failed.host()).asKnown(), notBefore));
  }

  private void back(SimulatedStore store, RebootId id) {
    Reboot done = store.reboot(id);
    if (chance.nextInt(6) == 0 || store.isTaken(done.host(), id)) {
      store.keepWhereItIs(id);
    } else {
      store.replace(
          id, done.back(newId(), store.host(done.host()).asKnown(), BEFORE, SimulatedHost.OLD));
    }
  }

  private static void withdraw(SimulatedStore store, Collection<RebootId> ids) {
    ids.forEach(id -> store.move(id, new RebootEvent.Withdrawn("withdrawn")));
  }

  private GateOutcome gateByChance() {
    return switch (chance.nextInt(80)) {
      case 0 -> new GateOutcome.Failed("failed");
      case 1 -> new GateOutcome.Inconclusive("no data");
      case 2, 3, 4, 5, 6, 7, 8, 9 -> new GateOutcome.Pending("asked");
      default -> new GateOutcome.Passed();
    };
  }

  private GateOutcome hookByChance() {
    return switch (chance.nextInt(40)) {
      case 0 -> new GateOutcome.Failed("denied");
      case 1, 2, 3, 4 -> new GateOutcome.Pending("asked");
      default -> new GateOutcome.Passed();
    };
  }
}
