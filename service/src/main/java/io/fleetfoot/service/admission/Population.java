package io.fleetfoot.service.admission;

import io.fleetfoot.service.fleet.HostSelector;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that a limit is about: those that the selector chooses now, and those that the rollout
 * has staged or on their way although their labels have changed since.
 *
 * @param rollout the rollout whose limit it is; absent for a limit of nobody's
 */
public record Population(HostSelector selector, @Nullable UUID rollout) {

  /** Returns the whole fleet. */
  public static Population everyHost() {
    return new Population(HostSelector.everyHost(), null);
  }

  /** Says whether the limit is about the host. */
  public boolean contains(FleetHost host) {
    return selector.matches(host.labels()) || (rollout != null && rollout.equals(host.rollout()));
  }
}
