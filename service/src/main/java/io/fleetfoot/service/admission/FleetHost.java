package io.fleetfoot.service.admission;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.Labels;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One host of the fleet as every limit counts it.
 *
 * @param down whether it counts as down, for whatever reason
 * @param onItsWay whether it was admitted by some rollout and is not proven yet
 * @param rollout the rollout that has it staged or on its way; none, or waiting only, when absent
 */
public record FleetHost(
    HostId id, Labels labels, boolean down, boolean onItsWay, @Nullable UUID rollout) {

  /** Says whether the host counts against the limits on hosts that are down. */
  public boolean isUnavailable() {
    return down || onItsWay;
  }
}
