package io.fleetfoot.service.timing;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When hosts may begin to go down. */
@FunctionalInterface
public interface OpenTimes {

  /** How far anybody looks ahead; what is open until then counts as open for good. */
  Duration HORIZON = Duration.ofDays(400);

  /**
   * Returns the opening that the instant is in, from the instant on, or else the next one, or
   * nothing if none comes within the horizon.
   */
  Optional<Opening> nextAt(Instant instant);

  /** Returns times without end. */
  static OpenTimes always() {
    return instant -> Optional.of(new Opening(instant, instant.plus(HORIZON)));
  }
}
