package io.fleetfoot.service.rollout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a rollout stands after a decision, or after an operator's word: values in, value out. */
public final class RolloutCourse {

  private RolloutCourse() {}

  /** Returns the rollout after the decision; as it was, where the decision is about hosts alone. */
  public static Rollout after(
      Rollout rollout, RolloutDecision decision, Instant now, RolloutTimeouts timeouts) {
    if (decision instanceof RolloutDecision.Enter enter) {
      return rollout.on(rollout.course().at(enter.step(), now));
    } else if (decision instanceof RolloutDecision.OpenWave open) {
      return open(rollout.withOpenWave(open.index()), now, timeouts);
    } else if (decision instanceof RolloutDecision.Pause pause) {
      Rollout paused = enter(rollout, RolloutState.PAUSED, pause.reason(), now, timeouts);
      return paused.on(paused.course().paused(pause.why()));
    } else if (decision instanceof RolloutDecision.Stop stop) {
      return enter(rollout, RolloutState.STOPPED, stop.reason(), now, timeouts);
    } else if (decision instanceof RolloutDecision.RollBack back) {
      Rollout first = rollout.withOpenWave(0).on(rollout.course().at(WaveStep.WORK, now));
      return enter(first, RolloutState.ROLLING_BACK, back.reason(), now, timeouts);
    } else if (decision instanceof RolloutDecision.FinishRollback) {
      return enter(rollout, RolloutState.ROLLED_BACK, rollout.reason(), now, timeouts);
    } else if (decision instanceof RolloutDecision.Complete) {
      return enter(rollout, RolloutState.COMPLETED, null, now, timeouts);
    } else if (decision instanceof RolloutDecision.Abort abort) {
      return enter(rollout, RolloutState.ABORTING, abort.reason(), now, timeouts);
    } else if (decision instanceof RolloutDecision.FinishAbort) {
      return enter(rollout, RolloutState.ABORTED, rollout.reason(), now, timeouts);
    }
    return rollout;
  }

  /** Returns the rollout in the state, which it enters now. */
  static Rollout enter(
      Rollout rollout,
      RolloutState state,
      @Nullable String reason,
      Instant now,
      RolloutTimeouts timeouts) {
    Rollout next = rollout.in(state, reason);
    return next.on(next.course().entered(now, timeouts.deadline(state, rollout.createdAt(), now)));
  }

  private static Rollout open(Rollout rollout, Instant now, RolloutTimeouts timeouts) {
    if (rollout.state() == RolloutState.ROLLING_BACK) {
      return rollout;
    }
    WaveStep first = new WaveRoute(rollout.spec().policy()).first(rollout.openWave());
    Rollout opened = rollout.on(rollout.course().at(first, now));
    return first == WaveStep.APPROVAL
        ? enter(opened, RolloutState.AWAITING_APPROVAL, null, now, timeouts)
        : opened;
  }
}
