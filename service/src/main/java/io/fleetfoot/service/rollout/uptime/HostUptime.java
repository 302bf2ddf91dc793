package io.fleetfoot.service.rollout.uptime;

import io.fleetfoot.service.fleet.HostId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long a host has been up, as far as the service can tell.
 *
 * @param machineId the content of its /etc/machine-id
 * @param since when the service first heard of the boot that the host is in; it has been up since
 *     then at least
 * @param after when the service last heard of the boot before, after which the host booted; absent
 *     where it knows of none, so that how long the host was up before then is unknown
 * @param standing whether it can be rebooted for its uptime now
 */
public record HostUptime(
    HostId host,
    String hostname,
    String machineId,
    Instant since,
    @Nullable Instant after,
    Standing standing) {

  /** Whether a host can be rebooted for its uptime now, and if not, why. */
  public enum Standing {
    COUNTED,
    DOWN,
    SILENT,
    IN_ROLLOUT
  }

  /** Says whether the service saw the host's boot. */
  public boolean isKnown() {
    return after != null;
  }

  /** Says whether it can be rebooted for its uptime now. */
  public boolean isCounted() {
    return standing == Standing.COUNTED;
  }

  /** Returns how long it has been up at least. */
  public Duration atLeast(Instant now) {
    return now.isBefore(since) ? Duration.ZERO : Duration.between(since, now);
  }
}
