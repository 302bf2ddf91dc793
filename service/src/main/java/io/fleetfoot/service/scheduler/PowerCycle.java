package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.HostId;

/**
 * Switches a host off and on from outside, by its BMC for example, when it does not come back from
 * its reboot.
 */
public interface PowerCycle {

  /** Says whether there is a way to do that to the host. */
  boolean isAvailable(HostId host);

  /**
   * Does it, once for each reboot and outside any transaction; returns when it was taken on.
   *
   * @throws PowerCycleFailedException if it was refused or nobody answered in time
   */
  void cycle(RebootRecord reboot);

  /** Returns that no host can be switched off and on. */
  static PowerCycle none() {
    return new PowerCycle() {
      @Override
      public boolean isAvailable(HostId host) {
        return false;
      }

      @Override
      public void cycle(RebootRecord reboot) {
        throw new PowerCycleFailedException("no power cycle is configured");
      }
    };
  }
}
