package io.fleetfoot.service.rollout;

import java.time.Duration;

/**
 * How often a host that failed is tried again within one rollout.
 *
 * @param limit how many times after the first; 0 tries once
 * @param backoff how long it waits before the first retry; twice as long before each further one
 * @param maxBackoff how long it waits at most
 */
public record Retries(int limit, Duration backoff, Duration maxBackoff) {

  private static final int MOST = 10;

  public Retries {
    if (limit < 0 || limit > MOST) {
      throw new IllegalArgumentException(
          "retries.limit is %d: it must be 0 to %d".formatted(limit, MOST));
    }
    if (backoff.isNegative() || maxBackoff.compareTo(backoff) < 0) {
      throw new IllegalArgumentException(
          "retries wait from %s to %s: neither may be negative, and the longest must not be shorter"
              .formatted(backoff, maxBackoff));
    }
  }

  /** Returns no retries. */
  public static Retries none() {
    return new Retries(0, Duration.ofMinutes(1), Duration.ofMinutes(30));
  }
}
