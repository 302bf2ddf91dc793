package io.fleetfoot.service.window;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The open time that something needs to finish: all of it, the part that must fit into one open
 * time, and by when; without a deadline it has {@link MaintenanceCalendar#LOOKAHEAD}.
 */
public record OpenTimeNeed(Duration total, Duration atOnce, @Nullable Instant deadline) {

  private static final double SECONDS_PER_HOUR = 3600.0;

  public OpenTimeNeed {
    if (total.isNegative() || atOnce.isNegative() || atOnce.compareTo(total) > 0) {
      throw new IllegalArgumentException(
          "%s of open time, %s of it at once: wanted no negative time and no more at once than in all"
              .formatted(total, atOnce));
    }
  }

  /** Returns why the calendar can never give this from the instant on; empty if it can. */
  public Optional<String> refusalBy(MaintenanceCalendar calendar, Instant from) {
    Instant end = deadline == null ? from.plus(MaintenanceCalendar.LOOKAHEAD) : deadline;
    if (end.isBefore(from)) {
      return Optional.of("the deadline %s has passed at %s".formatted(end, from));
    }
    Duration longest = calendar.longestOpenBetween(from, end);
    if (longest.compareTo(atOnce) < 0) {
      return Optional.of(
          "the longest open time from %s to %s has %s, one host needs %s"
              .formatted(from, end, hours(longest), hours(atOnce)));
    }
    Duration found = calendar.openTimeBetween(from, end);
    return found.compareTo(total) >= 0
        ? Optional.empty()
        : Optional.of(
            "found %s open from %s to %s, needs %s"
                .formatted(hours(found), from, end, hours(total)));
  }

  private static String hours(Duration duration) {
    return String.format(Locale.ROOT, "%.2f hours", duration.toSeconds() / SECONDS_PER_HOUR);
  }
}
