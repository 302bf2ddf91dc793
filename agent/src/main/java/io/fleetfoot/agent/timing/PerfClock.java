package io.fleetfoot.agent.timing;

import java.math.BigInteger;

/**
 * How the kernel turns the time stamp counter into its local clock, as the perf mmap page says
 * (include/uapi/linux/perf_event.h): {@code ns = timeZero + (counter * mult >> shift)}.
 *
 * @param timeZero time_zero, in ns
 * @param mult time_mult, an unsigned 32-bit number
 * @param shift time_shift
 */
public record PerfClock(long timeZero, int mult, int shift) {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** Refuses a multiplier of zero and a shift beyond 63. */
  public PerfClock {
    if (mult == 0 || shift < 0 || shift > 63) {
      throw new IllegalArgumentException(
          "perf clock has mult %s and shift %d".formatted(Integer.toUnsignedString(mult), shift));
    }
  }

  /** Returns the frequency of the counter in Hz. */
  public long hertz() {
    return ticks(BigInteger.valueOf(NANOS_PER_SECOND)).longValueExact();
  }

  /** Returns the counter when the local clock reads {@code nanos}, rounded up. */
  long counterAt(long nanos) {
    return ticks(BigInteger.valueOf(nanos).subtract(BigInteger.valueOf(timeZero))).longValueExact();
  }

  private BigInteger ticks(BigInteger nanos) {
    BigInteger multiplier = BigInteger.valueOf(Integer.toUnsignedLong(mult));
    BigInteger[] parts = nanos.shiftLeft(shift).divideAndRemainder(multiplier);
    return parts[1].signum() > 0 ? parts[0].add(BigInteger.ONE) : parts[0];
  }
}
