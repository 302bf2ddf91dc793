package io.fleetfoot.service.timing;

import java.time.Duration;
import java.time.Instant;

/** A time in which hosts may begin to go down: from its start, before its end. */
public record Opening(Instant start, Instant end) {

  public Opening {
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException(
          "an opening from %s to %s: it must end after it starts".formatted(start, end));
    }
  }

  /** Returns how long it stays open from the instant on; nothing once it has ended. */
  public Duration left(Instant now) {
    return now.isBefore(end) ? Duration.between(now, end) : Duration.ZERO;
  }
}
