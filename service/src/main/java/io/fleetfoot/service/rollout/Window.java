package io.fleetfoot.service.rollout;

import java.time.Duration;
import java.time.ZoneId;

/**
 * A recurring time in which hosts may begin to go down, or must not, as it was asked for.
 *
 * @param schedule when it begins: five fields of cron, or an RRULE with its DTSTART
 * @param duration how long it lasts, in elapsed time; more than zero
 * @param timeZone the IANA zone of the schedule
 */
public record Window(String schedule, Duration duration, ZoneId timeZone, Kind kind) {

  /** What a window does: hosts go down only within, or never within. */
  public enum Kind {
    ALLOW,
    DENY
  }

  public Window {
    if (schedule.isBlank()) {
      throw new IllegalArgumentException("the schedule of a window must not be blank");
    }
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(
          "the window's duration is %s: it must be more than zero".formatted(duration));
    }
  }
}
