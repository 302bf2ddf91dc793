package io.fleetfoot.service.window.icalendar;

import io.fleetfoot.service.window.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long an event is: so many days by the calendar, and an elapsed time more (RFC 5545, 3.3.6).
 */
record EventLength(int days, Duration elapsed) {

  private static final Pattern TEXT =
      Pattern.compile(
          "\\+?P(?:(\\d{1,4})W|(?:(\\d{1,4})D)?(?:T(?:(\\d{1,5})H)?(?:(\\d{1,6})M)?(?:(\\d{1,8})S)?)?)");
  private static final int DAYS_OF_WEEK = 7;

  static EventLength ofDays(long days) {
    return new EventLength(Math.toIntExact(days), Duration.ZERO);
  }

  static EventLength parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches() || text.endsWith("P") || text.endsWith("T")) {
      throw new IllegalArgumentException(
          "\"%s\" is no duration, wanted such as P1D, PT90M or P2W".formatted(text));
    }
    return new EventLength(
        number(matcher, 1) * DAYS_OF_WEEK + number(matcher, 2),
        Duration.ofHours(number(matcher, 3))
            .plusMinutes(number(matcher, 4))
            .plusSeconds(number(matcher, 5)));
  }

  boolean isNothing() {
    return days == 0 && elapsed.isZero();
  }

  /** Returns a length that is surely not shorter, for the search of starts. */
  Duration atMost() {
    return elapsed.plusDays(days + 1L);
  }

  Instant endOf(LocalDateTime start, WallClock clock) {
    return clock.firstShows(start.plusDays(days)).plus(elapsed);
  }

  private static int number(Matcher matcher, int group) {
    return matcher.group(group) == null ? 0 : Integer.parseInt(matcher.group(group));
  }
}
