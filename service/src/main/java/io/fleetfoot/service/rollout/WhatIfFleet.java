package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.FleetHost;
import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.admission.Limit;
import io.fleetfoot.service.fleet.HostId;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The fleet over which a rollout is played through, as it is.
 *
 * @param chosen the rollout's hosts, by hostname
 * @param done those of the hosts that need no reboot
 * @param hosts every host
 * @param limits the limits that bind besides the rollout's own
 * @param stagingTimeout how long a host that says nothing may stage before it is lost
 */
public record WhatIfFleet(
    List<FleetHost> chosen,
    Set<HostId> done,
    FleetSnapshot hosts,
    List<Limit> limits,
    Duration stagingTimeout) {

  public WhatIfFleet {
    chosen = List.copyOf(chosen);
    done = Set.copyOf(done);
    limits = List.copyOf(limits);
  }
}
