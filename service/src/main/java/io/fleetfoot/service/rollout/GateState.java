package io.fleetfoot.service.rollout;

/** Where a question to a webhook or a metric gate stands; all but the first are ends. */
public enum GateState {
  OPEN("asked, and without an answer that ends it"),
  PASSED("the webhook allowed it, or every measurement stayed within its limits"),
  DENIED("the webhook denied it, or its patience ended"),
  FAILED("more measurements failed than tolerated"),
  INCONCLUSIVE("more measurements were inconclusive, or errors came in a row, than tolerated"),
  TOLD("the webhook took note"),
  UNTOLD("the webhook did not take note before its patience ended"),
  WITHDRAWN("the rollout ended before there was an answer");

  private final String sentence;

  GateState(String sentence) {
    this.sentence = sentence;
  }

  /** Says whether there is nothing more to come. */
  public boolean isTerminal() {
    return this != OPEN;
  }

  /** Returns what the state means, as the documentation says it. */
  public String sentence() {
    return sentence;
  }
}
