package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.timing.KernelLogMark;
import io.fleetfoot.agent.timing.PerfClock;
import java.time.Duration;
import java.util.Optional;

/**
 * This kernel's clocks at one moment.
 *
 * @param perf how the kernel scales the time stamp counter, when it says so
 * @param kernelLog the kernel log, empty when it cannot be read
 * @param mark a line of the kernel log by both clocks, where {@code perf} is not there
 * @param monotonic CLOCK_MONOTONIC, read just before {@code counter}
 * @param counter the time stamp counter
 * @param counterLasts whether readings from before and after a hop are of one axis
 */
public record ClockReading(
    Optional<PerfClock> perf,
    String kernelLog,
    Optional<KernelLogMark> mark,
    Duration monotonic,
    long counter,
    boolean counterLasts) {

  /** Reads clocks that need no line in the log, of a counter that lasts. */
  public ClockReading(
      Optional<PerfClock> perf, String kernelLog, Duration monotonic, long counter) {
    this(perf, kernelLog, Optional.empty(), monotonic, counter, true);
  }
}
