package io.fleetfoot.service.timing;

/** The normal distribution with mean 0 and variance 1. */
final class Normal {

  /** Numerical Recipes in C, 2nd edition, 6.2, erfcc: a relative error below 1.2e-7 everywhere. */
  private static final double[] COEFFICIENTS = {
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806,
    0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277
  };

  private Normal() {}

  /** Returns the probability of a value above z. */
  static double above(double z) {
    double x = Math.abs(z) / Math.sqrt(2);
    double t = 1 / (1 + x / 2);
    double polynomial = 0;
    for (int i = COEFFICIENTS.length - 1; i >= 0; i--) {
      polynomial = polynomial * t + COEFFICIENTS[i];
    }
    double above = t * Math.exp(-x * x + polynomial) / 2;
    return z >= 0 ? above : 1 - above;
  }
}
