package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.rollout.Rollout;
import java.util.List;

/** Looks at the whole fleet at once, across rollouts. */
public interface FleetView {

  /**
   * Waits until no other transaction holds the fleet, and holds it until the one that runs now
   * ends, so that what two rollouts admit at the same time is counted together.
   */
  void hold();

  /** Returns every host that is not revoked, and those of running rollouts, by hostname and id. */
  FleetSnapshot snapshot();

  /** Returns the rollouts that have not ended, the oldest first. */
  List<Rollout> listActive();
}
