package io.fleetfoot.service.rollout;

import java.time.Instant;

/** A time in which no host begins to go down: from its first instant to before its last. */
public record FreezePeriod(String name, Instant from, Instant to) {

  public FreezePeriod {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException(
          "the freeze \"%s\" is from %s to %s: it must end after it begins"
              .formatted(name, from, to));
    }
  }
}
