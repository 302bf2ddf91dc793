package io.fleetfoot.service.scheduler;

/** Keeps the gauges of the fleet as the database has it. */
public class FleetGauges {

  private final HostRepository hosts;
  private final RebootRepository reboots;
  private final FleetMeters meters;

  /** Makes it over what is counted and the meters that show it. */
  public FleetGauges(HostRepository hosts, RebootRepository reboots, FleetMeters meters) {
    this.hosts = hosts;
    this.reboots = reboots;
    this.meters = meters;
  }

  /** Counts again. */
  public void refresh() {
    meters.hosts(hosts.countByAvailability());
    meters.activeReboots(reboots.countActive());
  }
}
