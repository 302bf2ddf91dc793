package io.fleetfoot.service.rollout;

/** Where a rollout is in its open wave, in this order; what nothing is asked for is left out. */
public enum WaveStep {
  APPROVAL("waits for an approver"),
  START("waits for the gates before the rollout; only in the first wave"),
  GATE("waits for the gates before the wave"),
  WORK("its hosts stage, are admitted and reboot"),
  SOAK("every reboot ended; the wave is watched"),
  JUDGE("waits for the gates after the wave"),
  PASSED("the next wave may open");

  private final String sentence;

  WaveStep(String sentence) {
    this.sentence = sentence;
  }

  /** Returns what the step means, as the documentation says it. */
  public String sentence() {
    return sentence;
  }
}
