package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.admission.Limit;
import java.time.Instant;
import java.util.List;

/**
 * What is observed beside the rollout's own hosts when its next step is decided.
 *
 * @param now the time, by the database's clock
 * @param fleet every host of the fleet; a member that it lacks counts as it is observed
 * @param limits the limits that bind besides the rollout's own: the fleet's, and those of the other
 *     rollouts that have not ended
 * @param fit whether a host gets done in time
 */
public record Surroundings(Instant now, FleetSnapshot fleet, List<Limit> limits, HostFit fit) {

  public Surroundings {
    limits = List.copyOf(limits);
  }

  /** Makes the surroundings of a rollout that has the fleet for itself. */
  public Surroundings(Instant now) {
    this(now, FleetSnapshot.none(), List.of(), HostFit.any());
  }
}
