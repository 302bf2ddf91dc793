package io.fleetfoot.service.rollout;

import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostId;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides hosts into waves: a number takes so many of the hosts that are left, a percentage takes
 * hosts until so many percent of all are in some wave.
 */
public final class WavePlanner {

  private WavePlanner() {}

  /**
   * Returns the waves of the hosts in their order; a wave that would be empty is left out.
   *
   * @throws UncoveredHostsException if the amounts leave hosts over
   */
  public static List<Wave> plan(List<HostAmount> amounts, List<HostId> hosts) {
    List<Wave> waves = new ArrayList<>();
    int planned = 0;
    for (HostAmount amount : amounts) {
      int end = Math.max(planned, end(amount, planned, hosts.size()));
      if (end > planned) {
        waves.add(new Wave(waves.size(), hosts.subList(planned, end)));
      }
      planned = end;
    }
    if (planned < hosts.size()) {
      throw new UncoveredHostsException(planned, hosts.size());
    }
    return waves;
  }

  private static int end(HostAmount amount, int planned, int total) {
    return amount.percent()
        ? amount.roundedUpOf(total)
        : (int) Math.min(total, (long) planned + amount.value());
  }
}
