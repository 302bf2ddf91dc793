package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import java.util.List;

/**
 * Who a webhook is asked or told about.
 *
 * @param count how many hosts
 * @param hosts the first of them, by wave and hostname
 */
public record HookSubject(int count, List<Target> hosts) {

  public HookSubject {
    hosts = List.copyOf(hosts);
  }

  /** One host, and where its reboot stands. */
  public record Target(
      HostId host, String hostname, Labels labels, RebootId reboot, RebootState state) {}
}
