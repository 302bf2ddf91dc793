package io.fleetfoot.service.timing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long one phase of one reboot took; a length is never negative. The source is the agent's word
 * for what it read the figure from, such as {@code perf-page}; null where an agent did not say.
 */
public record PhaseTiming(Phase phase, Duration length, Quality quality, @Nullable String source) {

  private static final int NANOS = 9;
  private static final Pattern SOURCE = Pattern.compile("[a-z0-9-]{1,40}");

  public PhaseTiming {
    if (length.isNegative()) {
      throw new IllegalArgumentException(
          "%s took %s: a length is not negative".formatted(phase.wireName(), length));
    }
    if (source != null && !SOURCE.matcher(source).matches()) {
      throw new IllegalArgumentException(
          "%s has a source that is not 1 to 40 small letters, digits and hyphens"
              .formatted(phase.wireName()));
    }
  }

  /** Returns the timing of an agent that does not say what it read it from. */
  public PhaseTiming(Phase phase, Duration length, Quality quality) {
    this(phase, length, quality, null);
  }

  /** Returns the timing of so many seconds, rounded to nanoseconds. */
  public static PhaseTiming ofSeconds(Phase phase, BigDecimal seconds, Quality quality) {
    long nanos =
        seconds.setScale(NANOS, RoundingMode.HALF_UP).movePointRight(NANOS).longValueExact();
    return new PhaseTiming(phase, Duration.ofNanos(nanos), quality);
  }

  /** Returns the same, read from that. */
  public PhaseTiming from(@Nullable String source) {
    return new PhaseTiming(phase, length, quality, source);
  }

  /** Returns the length in seconds, without trailing zeros. */
  public BigDecimal seconds() {
    BigDecimal seconds = BigDecimal.valueOf(length.toNanos(), NANOS).stripTrailingZeros();
    return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
  }
}
