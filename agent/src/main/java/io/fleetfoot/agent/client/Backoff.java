package io.fleetfoot.agent.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again: doubling, capped, and spread by chance so that a fleet does
 * not come back as one.
 *
 * @param first the wait after the first failure, before it is spread
 * @param cap no wait is longer
 */
public record Backoff(Duration first, Duration cap) {

  /** Half a second, doubling to half a minute. */
  public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

  /** Refuses waits of nothing. */
  public Backoff {
    if (first.isNegative() || first.isZero() || cap.compareTo(first) < 0) {
      throw new IllegalArgumentException("backoff from %s to %s".formatted(first, cap));
    }
  }

  /** Returns the wait after that many failures in a row, between half of it and all of it. */
  public Duration after(int failures, RandomGenerator random) {
    int doublings = Math.max(0, Math.min(failures - 1, 20));
    long full = Math.min(first.toMillis() << doublings, cap.toMillis());
    return Duration.ofMillis(full / 2 + random.nextLong(full - full / 2 + 1));
  }
}
