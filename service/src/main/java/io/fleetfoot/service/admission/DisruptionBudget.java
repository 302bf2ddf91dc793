package io.fleetfoot.service.admission;

import io.fleetfoot.service.fleet.HostAmount;

/** How many of a rollout's hosts may be down at a time, for whatever reason each is down. */
public record DisruptionBudget(HostAmount maxUnavailable) {

  /** Returns the limit for so many hosts: a percentage is rounded down, but at least 1. */
  public int limit(int total) {
    return Math.max(1, maxUnavailable.roundedDownOf(total));
  }
}
