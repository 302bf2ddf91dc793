package io.fleetfoot.service.scheduler;

import java.time.Duration;

/** Keeps the gauges of the fleet as the database has it. */
public class FleetGauges {

  private final HostRepository hosts;
  private final HostCheckups checkups;
  private final RebootRepository reboots;
  private final RolloutRepository rollouts;
  private final Duration silence;
  private final FleetMeters meters;

  /** Makes it over what is counted and the meters that show it. */
  public FleetGauges(
      HostRepository hosts,
      HostCheckups checkups,
      RebootRepository reboots,
      RolloutRepository rollouts,
      Duration silence,
      FleetMeters meters) {
    this.hosts = hosts;
    this.checkups = checkups;
    this.reboots = reboots;
    this.rollouts = rollouts;
    this.silence = silence;
    this.meters = meters;
  }

  /** Counts again. */
  public void refresh() {
    meters.hosts(hosts.countByAvailability());
    meters.silentHosts(hosts.countSilent(silence));
    meters.failingChecks(checkups.count());
    meters.activeReboots(reboots.countActive());
    meters.activeRollouts(rollouts.countActive());
    meters.rollouts(rollouts.listFigures());
  }
}
