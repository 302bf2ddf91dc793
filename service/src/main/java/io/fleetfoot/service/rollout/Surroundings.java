package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.admission.Limit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is observed beside the rollout's own hosts when its next step is decided.
 *
 * @param now the time, by the database's clock
 * @param fleet every host of the fleet; a member that it lacks counts as it is observed
 * @param limits the limits that bind besides the rollout's own: the fleet's, and those of the other
 *     rollouts that have not ended
 * @param fit whether a host gets done in time
 * @param longest how long a rollout may run at the longest, where that is known
 */
public record Surroundings(
    Instant now, FleetSnapshot fleet, List<Limit> limits, HostFit fit, @Nullable Duration longest) {

  public Surroundings {
    limits = List.copyOf(limits);
  }

  /** Makes the surroundings of a rollout that may run for as long as it takes. */
  public Surroundings(Instant now, FleetSnapshot fleet, List<Limit> limits, HostFit fit) {
    this(now, fleet, limits, fit, null);
  }

  /** Makes the surroundings of a rollout that has the fleet for itself. */
  public Surroundings(Instant now) {
    this(now, FleetSnapshot.none(), List.of(), HostFit.any());
  }
}
