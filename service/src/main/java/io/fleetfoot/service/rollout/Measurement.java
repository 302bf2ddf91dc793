package io.fleetfoot.service.rollout;

import java.time.Instant;

/**
 * One look of a metric gate at its query.
 *
 * @param number which one of its gate, from 1
 * @param at when it was made
 * @param grade how it came out
 * @param detail what was measured, or why there was nothing to measure
 */
public record Measurement(int number, Instant at, Grade grade, String detail) {

  /** How a measurement came out. */
  public enum Grade {
    /** The success condition holds, and the failure condition does not. */
    SUCCESSFUL,
    /** The failure condition holds, or there is none and the success condition does not hold. */
    FAILED,
    /** Neither holds, or a condition compares what is not a number. */
    INCONCLUSIVE,
    /** There is no result, or not the one that a condition reads. */
    ERROR
  }
}
