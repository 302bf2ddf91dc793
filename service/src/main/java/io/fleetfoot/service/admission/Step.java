package io.fleetfoot.service.admission;

import io.fleetfoot.service.fleet.HostId;
import java.util.List;

/**
 * Hosts that are admitted together.
 *
 * @param counts what each limit that binds one of the hosts counts, wherever the hosts fall
 */
public record Step(List<HostId> hosts, List<Count> counts) {

  public Step {
    hosts = List.copyOf(hosts);
    counts = List.copyOf(counts);
  }
}
