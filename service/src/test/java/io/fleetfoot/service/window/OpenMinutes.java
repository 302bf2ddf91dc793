package io.fleetfoot.service.window;

import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Optional;

/** What a calendar says of every minute, read from its openings and closings. */
final class OpenMinutes {

  private OpenMinutes() {}

  static BitSet of(MaintenanceCalendar calendar, Instant from, int minutes) {
    Instant end = from.plus(Duration.ofMinutes(minutes));
    BitSet open = new BitSet(minutes);
    Optional<Instant> opening = calendar.nextOpening(from, Duration.between(from, end));
    while (opening.isPresent()) {
      Instant closing = calendar.at(opening.get()).closesAt().filter(end::isAfter).orElse(end);
      open.set(minute(from, opening.get()), minute(from, closing));
      opening = calendar.nextOpening(closing, Duration.between(closing, end));
    }
    return open;
  }

  private static int minute(Instant from, Instant instant) {
    return (int) Duration.between(from, instant).toMinutes();
  }
}
