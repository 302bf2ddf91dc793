package io.fleetfoot.agent.timing;

import java.time.Duration;

/**
 * Turns readings of the time stamp counter into durations.
 *
 * @param hertz how often the counter advances in a second
 */
public record PhaseClock(long hertz) {

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
    throw new UnsupportedOperationException();
  }

  /** Returns the timing of phase {@code name} between two readings. */
  public PhaseTiming phase(String name, long from, long to, Quality quality) {
    return new PhaseTiming(name, between(from, to), quality);
  }
}
