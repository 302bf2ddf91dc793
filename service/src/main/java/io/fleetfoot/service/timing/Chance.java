package io.fleetfoot.service.timing;

import java.util.random.RandomGenerator;

/**
 * How likely a host falls silent, and how likely one that does not fails: drawn anew for each run
 * of a forecast: as uncertain as what happened so far leaves it.
 */
record Chance(double failed, double silent) {

  /** What is assumed beside what was seen: half a failure in 50 hosts, half a silence in 200. */
  private static final double HALF = 0.5;

  private static final double HOSTS_FOR_A_FAILURE = 50;
  private static final double HOSTS_FOR_A_SILENCE = 200;

  /** Draws from the Beta distributions that follow from the outcomes. */
  static Chance draw(Outcomes seen, RandomGenerator random) {
    int speaking = seen.succeeded() + seen.failed();
    return new Chance(
        beta(seen.failed() + HALF, seen.succeeded() + HOSTS_FOR_A_FAILURE, random),
        beta(seen.silent() + HALF, speaking + HOSTS_FOR_A_SILENCE, random));
  }

  /** Returns the same for a host that is still on its way when only this share of hosts is. */
  Chance afterSurviving(double shareStillOnTheWay) {
    double silentNow = silent / (silent + (1 - silent) * shareStillOnTheWay);
    return new Chance(failed, silentNow);
  }

  private static double beta(double yes, double no, RandomGenerator random) {
    double gamma = gamma(yes, random);
    return gamma / (gamma + gamma(no, random));
  }

  /** Marsaglia and Tsang (2000), A simple method for generating gamma variables. */
  private static double gamma(double shape, RandomGenerator random) {
    if (shape < 1) {
      return gamma(shape + 1, random) * Math.pow(random.nextDouble(), 1 / shape);
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double normal = random.nextGaussian();
      double v = Math.pow(1 + c * normal, 3);
      if (v > 0
          && Math.log(random.nextDouble()) < normal * normal / 2 + d - d * v + d * Math.log(v)) {
        return d * v;
      }
    }
  }
}
