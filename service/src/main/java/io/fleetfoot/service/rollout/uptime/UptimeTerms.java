package io.fleetfoot.service.rollout.uptime;

import io.fleetfoot.service.fleet.HostAmount;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * How long hosts may be up.
 *
 * @param maxUptime how long a host may be up at most; 7 days at least
 * @param minUptime how long a host is left alone after a boot; at most half of maxUptime, so that
 *     there are days enough to spread hosts over
 * @param maxPerDay how many hosts are rebooted in a day at most, a percentage rounded down but at
 *     least 1; twice as many as an even spread needs when absent
 */
public record UptimeTerms(Duration maxUptime, Duration minUptime, @Nullable HostAmount maxPerDay) {

  /** The least that a host may be allowed to be up, for days are what hosts are spread over. */
  public static final Duration LEAST_MAX = Duration.ofDays(7);

  /** The most. */
  public static final Duration MOST_MAX = Duration.ofDays(1095);

  /** A day that may go wrong, and the day on which the maximum itself falls. */
  private static final int SPARE_DAYS = 2;

  public UptimeTerms {
    if (maxUptime.compareTo(LEAST_MAX) < 0 || maxUptime.compareTo(MOST_MAX) > 0) {
      throw new IllegalArgumentException(
          "maxUptime is %s: it must be from %s to %s".formatted(maxUptime, LEAST_MAX, MOST_MAX));
    }
    if (minUptime.isNegative() || minUptime.compareTo(maxUptime.dividedBy(2)) > 0) {
      throw new IllegalArgumentException(
          "minUptime is %s: it must be from PT0S to %s, half of maxUptime"
              .formatted(minUptime, maxUptime.dividedBy(2)));
    }
  }

  /** Returns when a host that is up since then has been up for as long as it may. */
  public Instant limit(Instant since) {
    return since.plus(maxUptime);
  }

  /** Says whether a host that is up since then has been up for longer than it may. */
  public boolean isExceeded(Instant since, Instant now) {
    return limit(since).isBefore(now);
  }

  /** Returns the last day on which to reboot a host that is up since then. */
  LocalDate lastDay(Instant since) {
    return LocalDate.ofInstant(limit(since), ZoneOffset.UTC).minusDays(SPARE_DAYS);
  }

  /** Says whether a host that is up since then is to be left alone at the instant. */
  boolean isTooYoung(Instant since, Instant now) {
    return since.plus(minUptime).isAfter(now);
  }

  /** Returns over how many days hosts that booted together are spread. */
  long spreadDays() {
    return maxUptime.minus(minUptime).toDays();
  }

  /**
   * Returns how many of so many hosts are rebooted in a day at most, where so many of the days are
   * open over which hosts are spread.
   */
  int mostPerDay(int hosts, int openDays) {
    return Math.max(
        1,
        maxPerDay == null
            ? 2 * ceiling(hosts, Math.max(1, openDays))
            : maxPerDay.roundedDownOf(hosts));
  }

  static int ceiling(int hosts, int days) {
    return (hosts + days - 1) / days;
  }
}
