package io.fleetfoot.service.outbound;

/** Reaches whatever can switch a host off and on. */
@FunctionalInterface
interface PowerSwitch {

  /**
   * Has the host switched off and on.
   *
   * @throws OutboundException if that was refused, failed, or took too long
   */
  void cycle(PowerCycleTarget target);
}
