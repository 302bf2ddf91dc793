package io.fleetfoot.service.window;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Lengths of time in sentences for people; fields have them in ISO 8601. */
public final class SpokenDuration {

  private static final String[] UNITS = {"d", "h", "min", "s"};
  private static final int MOST_UNITS = 3;

  private SpokenDuration() {}

  /**
   * Returns whole days as {@code 50 days}, and other lengths by at most three units, rounded down:
   * {@code 2 d 1 h 48 min}, {@code 1 min 30 s}, {@code 250 ms}.
   */
  public static String of(Duration length) {
    if (length.isNegative()) {
      return "-" + of(length.negated());
    }
    long days = length.toDays();
    if (days > 0 && length.equals(Duration.ofDays(days))) {
      return days == 1 ? "1 day" : days + " days";
    }
    if (length.toSeconds() == 0 && !length.isZero()) {
      return length.toMillis() + " ms";
    }
    return units(
        new long[] {
          days, length.toHoursPart(), length.toMinutesPart(), length.toSecondsPart(),
        });
  }

  private static String units(long[] amounts) {
    List<String> parts = new ArrayList<>();
    int first = 0;
    while (first < UNITS.length - 1 && amounts[first] == 0) {
      first++;
    }
    for (int unit = first; unit < UNITS.length && unit < first + MOST_UNITS; unit++) {
      if (amounts[unit] > 0 || unit == first) {
        parts.add(amounts[unit] + " " + UNITS[unit]);
      }
    }
    return String.join(" ", parts);
  }
}
