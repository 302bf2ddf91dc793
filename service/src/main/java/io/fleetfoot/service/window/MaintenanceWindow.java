package io.fleetfoot.service.window;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;

/**
 * A time that comes back by a schedule in a time zone, in which hosts may go down (ALLOW) or may
 * not (DENY).
 *
 * <p>A window begins at the local time that its schedule says and lasts its duration of elapsed
 * time, so a window of 4 hours is 4 hours long in the night when clocks change, too. A local start
 * that clocks skip is at the first instant after the skip. A local start that clocks show twice is
 * at the first of the two, once.
 */
public record MaintenanceWindow(Schedule schedule, Duration duration, ZoneId zone, Kind kind) {

  /** What a window says of its time. */
  public enum Kind {
    /** Hosts may go down in this window. */
    ALLOW,
    /** Hosts may not go down in this window. */
    DENY
  }

  /** The shortest window. */
  public static final Duration SHORTEST = Duration.ofMinutes(1);

  /** The longest window. */
  public static final Duration LONGEST = Duration.ofDays(31);

  public MaintenanceWindow {
    if (duration.compareTo(SHORTEST) < 0
        || duration.compareTo(LONGEST) > 0
        || !duration.equals(Duration.ofMinutes(duration.toMinutes()))) {
      throw new IllegalArgumentException(
          "a window of %s: wanted whole minutes from %s to %s"
              .formatted(duration, SHORTEST, LONGEST));
    }
  }

  /** Reads a window whose schedule is five fields of crontab(5), or DTSTART and RRULE. */
  public static MaintenanceWindow parse(
      String schedule, Duration duration, ZoneId zone, Kind kind) {
    Schedule read =
        RecurrenceSchedule.isMeantBy(schedule)
            ? RecurrenceSchedule.parse(schedule, new WallClock(zone))
            : CronSchedule.parse(schedule);
    return new MaintenanceWindow(read, duration, zone, kind);
  }

  /** Returns the window's name in reasons. */
  @Override
  public String toString() {
    return "%s window \"%s\" for %s in %s".formatted(kind, schedule.text(), duration, zone);
  }

  /** Returns the window's times that overlap [from, to), whole, in order. */
  List<Span> between(Instant from, Instant to) {
    String name = toString();
    Openness.Cause cause = kind == Kind.ALLOW ? Openness.Cause.ALLOWED : Openness.Cause.DENIED;
    WallClock clock = new WallClock(zone);
    LocalDateTime first = clock.latestShown(from.minus(duration));
    LocalDateTime last = clock.latestShown(to);
    return schedule.startsBetween(first, last).stream()
        .map(clock::firstShows)
        .distinct()
        .map(start -> new Span(start, start.plus(duration), cause, name))
        .filter(span -> span.from().isBefore(to) && span.to().isAfter(from))
        .toList();
  }
}
