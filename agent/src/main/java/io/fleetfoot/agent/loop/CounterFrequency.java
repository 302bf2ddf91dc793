package io.fleetfoot.agent.loop;

import java.time.Duration;

/**
 * How fast the time stamp counter runs: as the kernel says, else as measured since the agent's
 * start.
 */
final class CounterFrequency {
  private static final Duration LONG_ENOUGH = Duration.ofMillis(500);

  private final ClockReading first;

  CounterFrequency(ClockReading first) {
    this.first = first;
  }

  /** Returns the frequency in Hz, or 0 while it is not known. */
  long hertz(ClockReading now) {
    if (now.perf().isPresent()) {
      return now.perf().get().hertz();
    }
    Duration elapsed = now.monotonic().minus(first.monotonic());
    if (elapsed.compareTo(LONG_ENOUGH) < 0) {
      return 0;
    }
    return Math.round((now.counter() - first.counter()) / (elapsed.toNanos() / 1e9));
  }
}
