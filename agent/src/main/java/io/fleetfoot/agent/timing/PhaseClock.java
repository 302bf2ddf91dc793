package io.fleetfoot.agent.timing;

import java.math.BigInteger;
import java.time.Duration;

/**
 * Turns readings of the time stamp counter into durations.
 *
 * @param hertz how often the counter advances in a second
 */
public record PhaseClock(long hertz) {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** Refuses a frequency that is not positive. */
  public PhaseClock {
    if (hertz <= 0) {
      throw new IllegalArgumentException("time stamp counter frequency is " + hertz + " Hz");
    }
  }

  /**
   * Returns the time from reading {@code from} to reading {@code to}.
   *
   * @throws IllegalArgumentException if {@code to} is before {@code from}
   */
  public Duration between(long from, long to) {
    if (Long.compareUnsigned(to, from) < 0) {
      throw new IllegalArgumentException(
          "time stamp counter went from %s back to %s; was it reset in between?"
              .formatted(Long.toUnsignedString(from), Long.toUnsignedString(to)));
    }
    BigInteger ticks = new BigInteger(Long.toUnsignedString(to - from));
    BigInteger nanos =
        ticks.multiply(BigInteger.valueOf(NANOS_PER_SECOND)).divide(BigInteger.valueOf(hertz));
    return Duration.ofNanos(nanos.longValueExact());
  }

  /** Returns how far the counter advances in that time, rounded down. */
  public long ticks(Duration time) {
    return BigInteger.valueOf(time.getSeconds())
        .multiply(BigInteger.valueOf(NANOS_PER_SECOND))
        .add(BigInteger.valueOf(time.getNano()))
        .multiply(BigInteger.valueOf(hertz))
        .divide(BigInteger.valueOf(NANOS_PER_SECOND))
        .longValueExact();
  }

  /** Returns the timing of phase {@code name} between two readings. */
  public PhaseTiming phase(String name, long from, long to, Quality quality, Source source) {
    return new PhaseTiming(name, between(from, to), quality, source);
  }
}
