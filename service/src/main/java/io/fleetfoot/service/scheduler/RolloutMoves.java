package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.rollout.Course;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Saves the moves of rollouts, appends them to the outbox, and then tells the meters. */
public class RolloutMoves {

  private static final Logger log = LoggerFactory.getLogger(RolloutMoves.class);

  private final RolloutRepository rollouts;
  private final TransitionLog transitions;
  private final Transactions transactions;
  private final FleetMeters meters;

  /** Makes it over its repository, the outbox and the meters. */
  public RolloutMoves(
      RolloutRepository rollouts,
      TransitionLog transitions,
      Transactions transactions,
      FleetMeters meters) {
    this.rollouts = rollouts;
    this.transitions = transitions;
    this.transactions = transactions;
    this.meters = meters;
  }

  /** Saves the rollout that left the state, in the transaction that runs now, and returns it. */
  Rollout save(RolloutState before, Rollout rollout, String cause) {
    rollouts.save(rollout);
    transitions.append(Transition.of(before, rollout, cause));
    transactions.afterSave(() -> tell(before, rollout, cause));
    return rollout.saved();
  }

  private void tell(RolloutState before, Rollout rollout, String cause) {
    log.info("rollout={} {} -> {} cause=\"{}\"", rollout.id(), before, rollout.state(), cause);
    if (rollout.state().isTerminal()) {
      meters.ended(rollout.state());
    }
    Course.Pause pause = rollout.course().pause();
    if (before != rollout.state() && pause != null) {
      meters.paused(pause);
    }
  }
}
