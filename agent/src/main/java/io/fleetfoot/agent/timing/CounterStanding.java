package io.fleetfoot.agent.timing;

import java.util.Set;

/** Whether readings of the time stamp counter before and after a hop are of one axis. */
public final class CounterStanding {
  private CounterStanding() {}

  /**
   * Says no where a hypervisor gives the guest another clock and does not promise that the counter
   * keeps its pace: a guest that was moved in between has another counter then.
   *
   * @param clockSource the kernel's, such as {@code tsc} or {@code kvm-clock}; empty if unknown
   * @param processorFlags of /proc/cpuinfo
   */
  public static boolean lasts(String clockSource, Set<String> processorFlags) {
    boolean paravirtual =
        clockSource.equals("kvm-clock")
            || clockSource.equals("xen")
            || clockSource.startsWith("hyperv_clocksource");
    boolean steady =
        processorFlags.contains("constant_tsc") && processorFlags.contains("nonstop_tsc");
    return steady || !paravirtual;
  }
}
