package io.fleetfoot.service.rollout;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long a rollout may stay in a state, so that none stays for good.
 *
 * @param longest how long after it was asked for a rollout ends at the latest, whatever deadline
 *     its spec asks for, and how long an abort may take
 * @param paused how long it may be paused
 * @param approval how long it may await an approval
 * @param rollingBack how long it may take to roll back
 */
public record RolloutTimeouts(
    Duration longest, Duration paused, Duration approval, Duration rollingBack) {

  public RolloutTimeouts {
    check("longest", longest);
    check("paused", paused);
    check("approval", approval);
    check("rollingBack", rollingBack);
  }

  /** Returns the timeouts where nothing else is configured. */
  public static RolloutTimeouts standard() {
    return new RolloutTimeouts(
        Duration.ofDays(30), Duration.ofDays(7), Duration.ofDays(7), Duration.ofDays(7));
  }

  /** Returns when a rollout that enters the state now leaves it at the latest, if it does. */
  public @Nullable Instant deadline(RolloutState state, Instant createdAt, Instant now) {
    return switch (state) {
      case RUNNING -> createdAt.plus(longest);
      case PAUSED -> earlier(now.plus(paused), createdAt.plus(longest));
      case AWAITING_APPROVAL -> earlier(now.plus(approval), createdAt.plus(longest));
      case ABORTING -> now.plus(longest);
      case ROLLING_BACK -> now.plus(rollingBack);
      case COMPLETED, STOPPED, ABORTED, ROLLED_BACK -> null;
    };
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static void check(String name, Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "the timeout %s of rollouts is %s: it must be more than zero".formatted(name, timeout));
    }
  }
}
