package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.rollout.uptime.HostUptime;
import java.time.Duration;
import java.util.List;

/** Knows how long hosts have been up. */
public interface HostUptimes {

  /**
   * Returns how long the hosts have been up that the selector chooses and whose key is not revoked.
   *
   * @param silence how long an agent may say nothing before its host is silent
   */
  List<HostUptime> list(HostSelector selector, Duration silence);
}
