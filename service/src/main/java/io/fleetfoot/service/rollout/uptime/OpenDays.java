package io.fleetfoot.service.rollout.uptime;

import io.fleetfoot.service.rollout.RolloutCalendar;
import io.fleetfoot.service.rollout.RolloutPolicy;
import io.fleetfoot.service.window.MaintenanceCalendar;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.function.Predicate;

/**
 * The days of UTC on which windows and freezes let hosts go down, be it for a minute; of today,
 * what is left of it counts.
 */
public final class OpenDays implements Predicate<LocalDate> {

  private final MaintenanceCalendar hours;
  private final Instant now;

  private OpenDays(MaintenanceCalendar hours, Instant now) {
    this.hours = hours;
    this.now = now;
  }

  /** Returns the open days of rollouts with this policy, from now on. */
  public static OpenDays of(RolloutPolicy policy, Instant now) {
    return new OpenDays(RolloutCalendar.of(policy).hours(), now);
  }

  @Override
  public boolean test(LocalDate day) {
    Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant from = start.isBefore(now) ? now : start;
    return from.isBefore(end) && hours.nextOpening(from, Duration.between(from, end)).isPresent();
  }
}
