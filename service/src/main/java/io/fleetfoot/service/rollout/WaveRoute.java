package io.fleetfoot.service.rollout;

import io.fleetfoot.service.rollout.TimingPolicy.Action;

/** Which steps a wave takes under a policy: those that nothing is asked for are left out. */
record WaveRoute(RolloutPolicy policy) {

  /** Returns the first step of the wave. */
  WaveStep first(int wave) {
    return needsApproval(wave) ? WaveStep.APPROVAL : next(WaveStep.APPROVAL, wave);
  }

  /** Returns the step of the wave after the given one. */
  WaveStep next(WaveStep step, int wave) {
    return switch (step) {
      case APPROVAL ->
          wave == 0 && asks(Hook.Point.BEFORE_ROLLOUT)
              ? WaveStep.START
              : next(WaveStep.START, wave);
      case START -> asks(Hook.Point.BEFORE_WAVE) ? WaveStep.GATE : WaveStep.WORK;
      case GATE -> WaveStep.WORK;
      case WORK -> policy.waveSoak().isZero() ? next(WaveStep.SOAK, wave) : WaveStep.SOAK;
      case SOAK -> isJudged() ? WaveStep.JUDGE : WaveStep.PASSED;
      case JUDGE, PASSED -> WaveStep.PASSED;
    };
  }

  private boolean needsApproval(int wave) {
    return switch (policy.approval()) {
      case NONE -> false;
      case START -> wave == 0;
      case EACH_WAVE -> true;
    };
  }

  /** A timing gate that only warns keeps nobody waiting. */
  private boolean isJudged() {
    Action timing = policy.timing().action();
    return timing == Action.PAUSE
        || timing == Action.ABORT
        || !policy.metricGates().isEmpty()
        || asks(Hook.Point.AFTER_WAVE);
  }

  private boolean asks(Hook.Point point) {
    return policy.hooks().stream().anyMatch(hook -> hook.at() == point);
  }
}
