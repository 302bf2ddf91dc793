package io.fleetfoot.agent.timing;

/**
 * How the kernel turns the time stamp counter into its local clock, as the perf mmap page says
 * (include/uapi/linux/perf_event.h): {@code ns = timeZero + (counter * mult >> shift)}.
 *
 * @param timeZero time_zero, in ns
 * @param mult time_mult, an unsigned 32-bit number
 * @param shift time_shift
 */
public record PerfClock(long timeZero, int mult, int shift) {

  /** Refuses a multiplier of zero and a shift beyond 63. */
  public PerfClock {
    if (mult == 0 || shift < 0 || shift > 63) {
      throw new IllegalArgumentException(
          "perf clock has mult %s and shift %d".formatted(Integer.toUnsignedString(mult), shift));
    }
  }

  /** Returns the frequency of the counter in Hz. */
  public long hertz() {
    throw new UnsupportedOperationException();
  }
}
