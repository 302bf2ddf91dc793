package io.fleetfoot.service.timing;

import java.util.random.RandomGenerator;

/**
 * How likely a host fails or falls silent, drawn anew for each run of a forecast: as uncertain as
 * what happened so far leaves it.
 */
record Chance(double failed, double silent) {

  /** What is assumed beside what was seen: as if of 40 hosts a fifth of one had failed. */
  private static final double FAILED_BEFORE = 0.2;

  private static final double SILENT_BEFORE = 0.05;
  private static final double SUCCEEDED_BEFORE = 40;

  /** Draws from the Dirichlet distribution that follows from the outcomes. */
  static Chance draw(Outcomes seen, RandomGenerator random) {
    double failed = gamma(seen.failed() + FAILED_BEFORE, random);
    double silent = gamma(seen.silent() + SILENT_BEFORE, random);
    double all = failed + silent + gamma(seen.succeeded() + SUCCEEDED_BEFORE, random);
    return new Chance(failed / all, silent / all);
  }

  /** Returns the same for a host that was on its way longer than this share of hosts ever is. */
  Chance afterSurviving(double shareStillOnTheWay) {
    double silentNow = silent / (silent + (1 - silent) * shareStillOnTheWay);
    return new Chance(failed * (1 - silentNow), silentNow);
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
