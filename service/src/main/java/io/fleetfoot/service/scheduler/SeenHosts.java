package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.HostId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Collects which agents spoke, so that an idle poll writes no row of its own. */
public class SeenHosts {

  private final HostRepository hosts;
  private final Set<HostId> seen = ConcurrentHashMap.newKeySet();

  /** Makes it over the repository that is to know. */
  public SeenHosts(HostRepository hosts) {
    this.hosts = hosts;
  }

  /** Notes that the host's agent spoke. */
  public void add(HostId host) {
    seen.add(host);
  }

  /** Writes down, in one statement, who spoke since the last time. */
  public void flush() {
    Set<HostId> batch = Set.copyOf(seen);
    if (!batch.isEmpty()) {
      seen.removeAll(batch);
      hosts.seen(batch);
    }
  }
}
