package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.HostId;
import java.util.Map;

/** Knows which hosts still run the boot that a reboot of ours was proven by. */
public interface ProvenBoots {

  /**
   * Returns, for each host in a boot that was proven within the last week, the reboot that led
   * there.
   */
  Map<HostId, Assignment.Commit> list();
}
