package io.fleetfoot.service.window;

import java.time.Duration;
import java.time.Instant;

/** A named time [from, to) in which nothing starts, whatever the windows say. */
public record Freeze(String name, Instant from, Instant to) {

  private static final int LONGEST_NAME = 200;

  /** How long a freeze may last. */
  public static final Duration LONGEST = Duration.ofDays(366);

  public Freeze {
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "a freeze's name has %d characters, wanted 1-%d that are not all blank"
              .formatted(name.length(), LONGEST_NAME));
    }
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException(
          "freeze \"%s\" ends at %s, wanted an end after its start at %s"
              .formatted(name, to, from));
    }
    if (Duration.between(from, to).compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "freeze \"%s\" lasts from %s to %s, wanted at most %d days; write several"
              .formatted(name, from, to, LONGEST.toDays()));
    }
  }

  /** Says whether nothing may start at the instant because of this freeze. */
  public boolean contains(Instant instant) {
    return !instant.isBefore(from) && instant.isBefore(to);
  }

  @Override
  public String toString() {
    return "freeze \"%s\" from %s to %s".formatted(name, from, to);
  }
}
