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
import io.fleetfoot.service.rollout.RolloutCourse;
import io.fleetfoot.service.rollout.RolloutDecision;
import io.fleetfoot.service.rollout.RolloutMachine;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.rollout.RolloutTimeouts;
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
  private final RolloutObserver observer;
  private final TimingGates timing;
  private final RolloutTimeouts timeouts;
  private final Attempts attempts;
  private final HostLoad load;
  private final Transactions transactions;
  private final FleetMeters meters;
  private final RandomGenerator random;

  /**
   * Makes it over its repositories, the moves, admissions, what is observed, further attempts,
   * hosts' load, and a secure source of exec ids.
   */
  public RolloutSteps(
      RolloutRepository rollouts,
      RebootRepository reboots,
      Reboots rebootMoves,
      RolloutMoves rolloutMoves,
      Admissions admissions,
      RolloutObserver observer,
      TimingGates timing,
      RolloutTimeouts timeouts,
      Attempts attempts,
      HostLoad load,
      Transactions transactions,
      FleetMeters meters,
      RandomGenerator random) {
    this.rollouts = rollouts;
    this.reboots = reboots;
    this.rebootMoves = rebootMoves;
    this.rolloutMoves = rolloutMoves;
    this.admissions = admissions;
    this.observer = observer;
    this.timing = timing;
    this.timeouts = timeouts;
    this.attempts = attempts;
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
    RolloutDecision wanted =
        RolloutMachine.decide(rollout, members, around, observer.observe(rollout));
    observer.askHosts(rollout, wanted);
    RolloutDecision decision = observer.hold(rollout, wanted);
    if (decision instanceof RolloutDecision.Rest rest) {
      countDenials(rest.denials());
      return false;
    }
    if (decision instanceof RolloutDecision.Admit admit
        && !admissions.isCertified(rollout, members, admit, around)) {
      return false;
    }
    Rollout after = RolloutCourse.after(rollout, decision, around.now(), timeouts);
    if (!after.equals(rollout)) {
      rolloutMoves.save(
          rollout.state(), after, cause(decision, after) + warning(rollout, decision));
    }
    affect(decision);
    return true;
  }

  /** What the decision means for hosts. */
  private void affect(RolloutDecision decision) {
    if (decision instanceof RolloutDecision.Stage stage) {
      move(stage.reboots().stream().limit(STAGED_AT_ONCE).toList(), new RebootEvent.StageAsked());
    } else if (decision instanceof RolloutDecision.Admit admit) {
      admit.reboots().forEach(this::admit);
    } else if (decision instanceof RolloutDecision.LeaveOut leaveOut) {
      leaveOut.reasons().forEach((id, why) -> withdraw(List.of(id), why));
    } else if (decision instanceof RolloutDecision.Lose lose) {
      move(lose.reboot(), new RebootEvent.DeadlinePassed(true));
    } else if (decision instanceof RolloutDecision.Retry retry) {
      attempts.again(retry.reboots(), retry.notBefore());
    } else if (decision instanceof RolloutDecision.Return back) {
      attempts.back(back.reboots());
    } else if (decision instanceof RolloutDecision.Stop stop) {
      withdraw(stop.withdrawn(), "the rollout was stopped: " + stop.reason());
    } else if (decision instanceof RolloutDecision.RollBack back) {
      withdraw(back.withdrawn(), "the rollout goes back: " + back.reason());
    } else if (decision instanceof RolloutDecision.Withdraw withdraw) {
      withdraw(withdraw.reboots(), "the rollout was aborted");
    }
  }

  /** A wave that got slower is told of where it ends, if its policy wants no more than that. */
  private String warning(Rollout rollout, RolloutDecision decision) {
    return rollout.state() == RolloutState.RUNNING && endsWave(rollout, decision)
        ? timing.warning(rollout, rollout.openWave()).map(text -> "; " + text).orElse("")
        : "";
  }

  private static boolean endsWave(Rollout rollout, RolloutDecision decision) {
    return decision instanceof RolloutDecision.Complete
        || (decision instanceof RolloutDecision.OpenWave open && open.index() > rollout.openWave());
  }

  private static String cause(RolloutDecision decision, Rollout after) {
    if (decision instanceof RolloutDecision.OpenWave open) {
      return "opened wave " + open.index();
    } else if (decision instanceof RolloutDecision.Enter enter) {
      return "wave %d: %s".formatted(after.openWave(), enter.step().sentence());
    } else if (decision instanceof RolloutDecision.Stop
        || decision instanceof RolloutDecision.RollBack
        || decision instanceof RolloutDecision.Pause
        || decision instanceof RolloutDecision.Abort) {
      return String.valueOf(after.reason());
    }
    return "every reboot ended";
  }

  private void withdraw(List<RebootId> ids, String why) {
    move(ids, new RebootEvent.Withdrawn(why));
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
