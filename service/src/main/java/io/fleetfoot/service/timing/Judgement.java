package io.fleetfoot.service.timing;

/** What the comparison of one phase says. */
public sealed interface Judgement {

  /**
   * The wave is not slower, or not by as much as matters.
   *
   * @param shift by which share of the baseline's median the wave is slower; negative if faster
   * @param p how likely a wave that is not slower looks at least as slow, corrected for all
   *     comparisons made at once
   */
  record NoRegression(double shift, double p) implements Judgement {}

  /**
   * The wave is slower by as much as matters, and not by chance.
   *
   * @param shift by which share of the baseline's median the wave is slower
   * @param p how likely a wave that is not slower looks at least as slow, corrected for all
   *     comparisons made at once
   */
  record Regression(double shift, double p) implements Judgement {}

  /** Nothing can be said, for the reason given. */
  record Inconclusive(String reason) implements Judgement {}
}
