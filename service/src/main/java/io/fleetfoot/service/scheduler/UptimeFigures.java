package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.rollout.uptime.HostUptime;
import io.fleetfoot.service.rollout.uptime.HostUptime.Standing;
import io.fleetfoot.service.rollout.uptime.UptimeTerms;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long the hosts of an uptime policy were up when they were last counted.
 *
 * @param countedAt when they were counted
 * @param hosts how many there are
 * @param exceeded how many of those that are up and heard have been up for too long
 * @param unknown of how many the service did not see the boot
 * @param oldestSince since when the one is up, of those that are up and heard, that is up longest;
 *     absent where there is none
 */
public record UptimeFigures(
    Instant countedAt, int hosts, int exceeded, int unknown, @Nullable Instant oldestSince) {

  /** Counts the hosts. */
  static UptimeFigures of(List<HostUptime> hosts, UptimeTerms terms, Instant now) {
    List<HostUptime> heard = hosts.stream().filter(UptimeFigures::isUpAndHeard).toList();
    return new UptimeFigures(
        now,
        hosts.size(),
        (int) heard.stream().filter(host -> terms.isExceeded(host.since(), now)).count(),
        (int) hosts.stream().filter(host -> !host.isKnown()).count(),
        heard.stream().map(HostUptime::since).min(Comparator.naturalOrder()).orElse(null));
  }

  private static boolean isUpAndHeard(HostUptime host) {
    return host.standing() != Standing.DOWN && host.standing() != Standing.SILENT;
  }
}
