package io.fleetfoot.service.rollout;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long something takes: half of the time no longer than the median, 95 times of 100 no longer
 * than p95, and in between and beyond as a log-normal distribution has it.
 */
public record DurationSpread(Duration median, Duration p95) {

  /** The 95th percentile of the standard normal distribution. */
  private static final double Z95 = 1.6448536269514722;

  public DurationSpread {
    if (median.isNegative() || median.isZero() || p95.compareTo(median) < 0) {
      throw new IllegalArgumentException(
          "a spread with median %s and p95 %s: the median must be more than zero, and p95 not less"
              .formatted(median, p95));
    }
  }

  /** Returns one duration by chance. */
  Duration sample(RandomGenerator random) {
    double sigma = Math.log((double) p95.toMillis() / median.toMillis()) / Z95;
    double millis = median.toMillis() * Math.exp(sigma * random.nextGaussian());
    return Duration.ofMillis(Math.round(millis));
  }
}
