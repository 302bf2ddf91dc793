package io.fleetfoot.agent.timing;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * When start_kernel ran at the latest, as a value of the time stamp counter.
 *
 * <p>A stock kernel does not say when start_kernel ran. Its clocks begin shortly after, so where a
 * clock reads zero is an upper bound of it.
 *
 * @param counter the bound
 * @param source what it was computed from
 */
public record StartKernelBound(long counter, Source source) {

  /** Which clock's zero a bound is, the tighter first. */
  public enum Source {
    /** sched_clock, by the perf mmap page and the offset in the kernel log. */
    SCHED_CLOCK,
    /** CLOCK_MONOTONIC, extrapolated back from now. */
    MONOTONIC
  }

  /**
   * Returns where sched_clock reads zero.
   *
   * @param perf the perf mmap page
   * @param schedClockOffset the offset added when sched_clock was marked stable, in ns
   */
  public static StartKernelBound ofSchedClock(PerfClock perf, long schedClockOffset) {
    throw new UnsupportedOperationException();
  }

  /**
   * Returns where CLOCK_MONOTONIC reads zero, with a margin for its drift.
   *
   * @param counterNow the time stamp counter
   * @param monotonicNow CLOCK_MONOTONIC, read before the counter
   * @param clock the frequency of the counter
   */
  public static StartKernelBound ofMonotonic(
      long counterNow, Duration monotonicNow, PhaseClock clock) {
    throw new UnsupportedOperationException();
  }

  /**
   * Finds the offset in the kernel log line {@code sched_clock: Marking stable (a, b)->(c,
   * offset)}, in ns; empty if the log does not have the line.
   */
  public static OptionalLong schedClockOffset(String kernelLog) {
    throw new UnsupportedOperationException();
  }
}
