package io.fleetfoot.agent.timing;

import java.util.Locale;

/**
 * What a figure was read from: the weaker of its two ends, which says how it may be compared. The
 * names are on the wire and in metrics.
 */
public enum Source {
  /** This process's own clock, CLOCK_MONOTONIC. */
  AGENT_CLOCK,
  /** Counters that the agent wrote into its journal before it left. */
  JOURNAL,
  /** Counters that the launcher wrote into the next kernel's setup_data. */
  SETUP_DATA,
  /** Counters that both kernels noted themselves: /sys/kernel/kexec_stamps of the lab kernel. */
  LAB_STAMPS,
  /** sched_clock's zero, by the perf mmap page and the offset in the kernel log. */
  PERF_PAGE,
  /** sched_clock's zero, by the time stamp of a line that the agent wrote to the kernel log. */
  KMSG,
  /** CLOCK_MONOTONIC's zero, extrapolated back from now. */
  MONOTONIC,
  /** The old kernel's last lines, which its console in ramoops kept. */
  RAMOOPS;

  /** Returns the name in the agent protocol, such as {@code perf-page}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
