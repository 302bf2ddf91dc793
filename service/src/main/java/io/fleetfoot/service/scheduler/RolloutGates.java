package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.rollout.GateOutcome;
import io.fleetfoot.service.rollout.GatePoint;
import io.fleetfoot.service.rollout.Rollout;
import java.util.List;

/**
 * Says what was found out at a point where a rollout waits: webhooks, metrics, timings. Several of
 * them may stand side by side; {@link GateOutcome#all} tells what they say together.
 *
 * <p>The answer is read from what was saved, within the transaction of the rollout's step, and
 * nothing is asked of anybody there: whoever makes the effect does so on a tick of its own, for
 * every rollout whose {@link Rollout#awaitedGate} is present, and saves what came of it under the
 * rollout and the point. What is saved for a point never changes once it is not pending.
 */
@FunctionalInterface
public interface RolloutGates {

  /** Returns what the gates of the rollout say at the point; pending if nothing is saved yet. */
  GateOutcome outcome(Rollout rollout, GatePoint point);

  /** Returns gates that stand open. */
  static RolloutGates open() {
    return (rollout, point) -> new GateOutcome.Passed();
  }

  /** Returns what all of them say together. */
  static RolloutGates all(List<RolloutGates> gates) {
    return (rollout, point) ->
        GateOutcome.all(gates.stream().map(gate -> gate.outcome(rollout, point)).toList());
  }
}
