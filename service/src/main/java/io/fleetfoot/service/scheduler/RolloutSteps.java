package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.reboot.ExecId;
import io.fleetfoot.service.reboot.OutOfPlaceException;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.Member;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutDecision;
import io.fleetfoot.service.rollout.RolloutMachine;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.rollout.Surroundings;
import io.fleetfoot.service.rollout.WaveAdmission;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Does, tick by tick, what the rollout machine decides for each rollout that has not ended. */
public class RolloutSteps {

  private static final int STEPS = 16;
  private static final int STAGED_AT_ONCE = 500;

  private final RolloutRepository rollouts;
  private final RebootRepository reboots;
  private final Reboots rebootMoves;
  private final RolloutMoves rolloutMoves;
  private final Admissions admissions;
  private final HostLoad load;
  private final Transactions transactions;
  private final FleetMeters meters;
  private final RandomGenerator random;

  /**
   * Makes it over its repositories, the moves, admissions, hosts' load, and a secure source of exec
   * ids.
   */
  public RolloutSteps(
      RolloutRepository rollouts,
      RebootRepository reboots,
      Reboots rebootMoves,
      RolloutMoves rolloutMoves,
      Admissions admissions,
      HostLoad load,
      Transactions transactions,
      FleetMeters meters,
      RandomGenerator random) {
    this.rollouts = rollouts;
    this.reboots = reboots;
    this.rebootMoves = rebootMoves;
    this.rolloutMoves = rolloutMoves;
    this.admissions = admissions;
    this.load = load;
    this.transactions = transactions;
    this.meters = meters;
    this.random = random;
  }

  /**
   * Takes the steps that are due, each in a transaction of its own; a rollout that fails keeps no
   * other from its steps, and its failure is thrown at the end.
   */
  public void tick() {
    RuntimeException failure = null;
    for (RolloutId id : rollouts.listActive()) {
      try {
        tick(id);
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void tick(RolloutId id) {
    boolean more = true;
    for (int step = 0; more && step < STEPS; step++) {
      more = transactions.run(() -> rollouts.claim(id).map(this::step).orElse(false));
    }
  }

  /** Takes one step and says whether there may be another. */
  private boolean step(Rollout rollout) {
    List<Member> members = rollouts.listMembers(rollout.id());
    if (satisfy(rollout, members)) {
      return true;
    }
    if (WaveAdmission.isDue(rollout, members)) {
      admissions.hold();
      members = rollouts.listMembers(rollout.id());
    }
    Surroundings around = admissions.around(rollout, members);
    RolloutDecision decision = RolloutMachine.decide(rollout, members, around);
    if (decision instanceof RolloutDecision.Rest rest) {
      countDenials(rest.denials());
      return false;
    } else if (decision instanceof RolloutDecision.Stage stage) {
      move(stage.reboots().stream().limit(STAGED_AT_ONCE).toList(), new RebootEvent.StageAsked());
    } else if (decision instanceof RolloutDecision.Admit admit) {
      if (!admissions.isCertified(rollout, members, admit, around)) {
        return false;
      }
      admit.reboots().forEach(this::admit);
    } else if (decision instanceof RolloutDecision.OpenWave open) {
      rolloutMoves.save(
          rollout.state(), rollout.withOpenWave(open.index()), "opened wave " + open.index());
    } else if (decision instanceof RolloutDecision.Stop stop) {
      rolloutMoves.save(
          rollout.state(), rollout.in(RolloutState.STOPPED, stop.reason()), stop.reason());
      move(
          stop.withdrawn(), new RebootEvent.Withdrawn("the rollout was stopped: " + stop.reason()));
    } else if (decision instanceof RolloutDecision.Complete) {
      rolloutMoves.save(
          rollout.state(), rollout.in(RolloutState.COMPLETED, null), "every reboot ended");
    } else if (decision instanceof RolloutDecision.Withdraw withdraw) {
      move(withdraw.reboots(), new RebootEvent.Withdrawn("the rollout was aborted"));
    } else if (decision instanceof RolloutDecision.FinishAbort) {
      rolloutMoves.save(
          rollout.state(),
          rollout.in(RolloutState.ABORTED, rollout.reason()),
          "every reboot ended");
    }
    return true;
  }

  /** Ends what waits on hosts that run the kernel image already; says whether there was any. */
  private boolean satisfy(Rollout rollout, List<Member> members) {
    if (rollout.state() != RolloutState.RUNNING
        || members.stream().noneMatch(member -> member.state() == RebootState.QUEUED)) {
      return false;
    }
    List<FleetView.Satisfied> satisfied = admissions.satisfied(rollout);
    satisfied.forEach(
        found -> move(found.reboot(), new RebootEvent.Satisfied(found.by(), found.bootId())));
    return !satisfied.isEmpty();
  }

  private void admit(RebootId id) {
    move(
        id,
        load.isOn(find(id).host())
            ? new RebootEvent.DrainAsked()
            : new RebootEvent.Admitted(ExecId.random(random)));
  }

  private void move(List<RebootId> ids, RebootEvent event) {
    ids.forEach(id -> move(id, event));
  }

  /** A reboot that a report moved since it was observed calls for a new decision. */
  private void move(RebootId id, RebootEvent event) {
    Reboot reboot = find(id);
    try {
      rebootMoves.move(reboot, event);
    } catch (OutOfPlaceException e) {
      throw new StaleVersionException("reboot " + id, reboot.version());
    }
  }

  private Reboot find(RebootId id) {
    return reboots.find(id).orElseThrow(() -> new NotFoundException("reboot", id.toString()));
  }

  private void countDenials(Map<RebootId, Verdict.No> denials) {
    denials.values().stream()
        .map(Verdict.No::constraint)
        .collect(Collectors.toSet())
        .forEach(meters::denied);
  }
}
