package io.fleetfoot.service.reboot;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which of a host's attempts within one rollout a reboot is.
 *
 * @param number counts the attempts of the same purpose, from 1
 * @param purpose what it is for
 * @param notBefore when it may begin at the earliest; at once when absent
 */
public record Attempt(int number, Purpose purpose, @Nullable Instant notBefore) {

  /** What a reboot is for. */
  public enum Purpose {
    ROLLOUT,
    ROLLBACK
  }

  public Attempt {
    if (number < 1) {
      throw new IllegalArgumentException(
          "the number of an attempt is %d: it must be 1 or more".formatted(number));
    }
  }

  /** Returns a host's first attempt, which may begin at once. */
  public static Attempt first() {
    return new Attempt(1, Purpose.ROLLOUT, null);
  }

  /** Returns the attempt to go back, which may begin at once. */
  public static Attempt back() {
    return new Attempt(1, Purpose.ROLLBACK, null);
  }

  /** Returns the attempt after this one, not before the time. */
  public Attempt next(Instant earliest) {
    return new Attempt(number + 1, purpose, earliest);
  }

  /** Says whether it may begin at the time. */
  public boolean isDue(Instant now) {
    return notBefore == null || !now.isBefore(notBefore);
  }
}
