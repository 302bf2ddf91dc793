package io.fleetfoot.agent.timing;

import java.time.Duration;

/**
 * How long one phase of a reboot took.
 *
 * @param name the phase, as in the agent protocol: {@code blackout}
 * @param duration its length, not negative
 * @param quality how good the figure is
 * @param source what it was read from
 */
public record PhaseTiming(String name, Duration duration, Quality quality, Source source) {

  /** Refuses a negative duration. */
  public PhaseTiming {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("phase %s lasts %s".formatted(name, duration));
    }
  }

  /** Returns the length in seconds. */
  public double seconds() {
    return duration.getSeconds() + duration.getNano() / 1e9;
  }
}
