package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.rollout.RolloutPolicy;
import io.fleetfoot.service.rollout.uptime.HostUptime;
import io.fleetfoot.service.rollout.uptime.HostUptime.Standing;
import io.fleetfoot.service.rollout.uptime.OpenDays;
import io.fleetfoot.service.rollout.uptime.UptimeSpread;
import io.fleetfoot.service.rollout.uptime.UptimeTerms;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Plans which hosts are rebooted on which day, for a preview as for the day itself. */
final class UptimePlans {

  private UptimePlans() {}

  /**
   * Returns the plan of the days from today on. Hosts that are down or silent are in none; one that
   * a rollout has is taken to be rebooted by that now.
   *
   * @param isTodayDone whether a rollout was started for today already
   */
  static List<UptimeSpread.Day> plan(
      UptimeTerms terms,
      RolloutPolicy policy,
      List<HostUptime> hosts,
      boolean isTodayDone,
      Instant now,
      int days) {
    Map<HostId, Instant> since = new HashMap<>();
    for (HostUptime host : hosts) {
      if (host.isCounted()) {
        since.put(host.host(), host.since());
      } else if (host.standing() == Standing.IN_ROLLOUT) {
        since.put(host.host(), now);
      }
    }
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    Predicate<LocalDate> open = OpenDays.of(policy, now);
    return UptimeSpread.plan(
        terms, since, isTodayDone ? day -> !day.equals(today) && open.test(day) : open, now, days);
  }
}
