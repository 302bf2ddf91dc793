package io.fleetfoot.service.rollout;

import io.fleetfoot.service.fleet.HostId;
import java.util.List;
import java.util.Set;

/** A planned group of hosts, with a gate after it; the first wave has index 0. */
public record Wave(int index, List<HostId> hosts) {

  public Wave {
    hosts = List.copyOf(hosts);
  }

  /** Returns the wave as it is for the hosts that are left. */
  public Wave without(Set<HostId> done) {
    return new Wave(index, hosts.stream().filter(host -> !done.contains(host)).toList());
  }
}
