package io.fleetfoot.service.rollout;

import io.fleetfoot.service.fleet.HostId;
import java.util.List;

/** A planned group of hosts, with a gate after it; the first wave has index 0. */
public record Wave(int index, List<HostId> hosts) {

  public Wave {
    hosts = List.copyOf(hosts);
  }
}
