package io.fleetfoot.service.timing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** How long one phase of one reboot took; a length is never negative. */
public record PhaseTiming(Phase phase, Duration length, Quality quality) {

  private static final int NANOS = 9;

  public PhaseTiming {
    if (length.isNegative()) {
      throw new IllegalArgumentException(
          "%s took %s: a length is not negative".formatted(phase.wireName(), length));
    }
  }

  /** Returns the timing of so many seconds, rounded to nanoseconds. */
  public static PhaseTiming ofSeconds(Phase phase, BigDecimal seconds, Quality quality) {
    long nanos =
        seconds.setScale(NANOS, RoundingMode.HALF_UP).movePointRight(NANOS).longValueExact();
    return new PhaseTiming(phase, Duration.ofNanos(nanos), quality);
  }

  /** Returns the length in seconds, without trailing zeros. */
  public BigDecimal seconds() {
    BigDecimal seconds = BigDecimal.valueOf(length.toNanos(), NANOS).stripTrailingZeros();
    return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
  }
}
