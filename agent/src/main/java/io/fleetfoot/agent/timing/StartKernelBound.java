package io.fleetfoot.agent.timing;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  // kernel/sched/clock.c: "sched_clock: Marking stable (%lld, %lld)->(%lld, %lld)"
  private static final Pattern MARKING_STABLE =
      Pattern.compile(
          "sched_clock: Marking stable \\(-?\\d{1,19}, -?\\d{1,19}\\)->\\(-?\\d{1,19}, (-?\\d{1,18})\\)");

  // NTP slews by up to 500 ppm, and the counter's frequency is not known better than that either.
  private static final int DRIFT = 1000;

  /**
   * Returns where sched_clock reads zero, by the perf mmap page.
   *
   * @param perf the perf mmap page
   * @param schedClockOffset the offset added when sched_clock was marked stable, in ns
   */
  public static StartKernelBound ofSchedClock(PerfClock perf, long schedClockOffset) {
    return new StartKernelBound(perf.counterAt(schedClockOffset), Source.PERF_PAGE);
  }

  /**
   * Returns where sched_clock reads zero, by the time stamp of a line in the kernel log, with a
   * margin for the drift since.
   *
   * @param mark when the line was written, by both clocks
   * @param schedClockOffset the offset added when sched_clock was marked stable, in ns
   * @param clock the frequency of the counter
   */
  public static StartKernelBound ofKernelLog(
      KernelLogMark mark, long schedClockOffset, PhaseClock clock) {
    Duration sinceZero = mark.at().minusNanos(schedClockOffset);
    return new StartKernelBound(mark.counter() - certain(sinceZero, clock), Source.KMSG);
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
    return new StartKernelBound(counterNow - certain(monotonicNow, clock), Source.MONOTONIC);
  }

  /**
   * Finds the offset in the kernel log line {@code sched_clock: Marking stable (a, b)->(c,
   * offset)}, in ns; empty if the log does not have the line.
   */
  public static OptionalLong schedClockOffset(String kernelLog) {
    Matcher matcher = MARKING_STABLE.matcher(kernelLog);
    OptionalLong offset = OptionalLong.empty();
    while (matcher.find()) {
      offset = OptionalLong.of(Long.parseLong(matcher.group(1)));
    }
    return offset;
  }

  /** Returns the ticks that a time has at the least, though the clock that it is of drifts. */
  public static long certain(Duration time, PhaseClock clock) {
    long ticks = clock.ticks(time);
    return ticks - ticks / DRIFT;
  }
}
