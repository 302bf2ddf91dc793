package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.HostId;

/** Says which hosts carry load that an edge takes off before they go down. */
@FunctionalInterface
public interface HostLoad {

  /**
   * Says whether the host carries such load; if so, its reboot drains after it was admitted, and
   * its boot needs a witness.
   */
  boolean isOn(HostId host);

  /** Returns that no host carries load. */
  static HostLoad none() {
    return host -> false;
  }
}
