package io.fleetfoot.service.window;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time as RFC 5545 writes it (3.3.4 and 3.3.5): a date, or a date and a time, local or UTC. */
public record CalendarTime(LocalDateTime time, Form form) {

  /** How it was written. */
  public enum Form {
    /** {@code 20260103}, a whole day. */
    DATE,
    /** {@code 20260103T020000}, as the clocks of some zone show it. */
    LOCAL,
    /** {@code 20260103T020000Z}. */
    UTC
  }

  private static final Pattern TEXT = Pattern.compile("(\\d{8})(?:T(\\d{6})(Z)?)?");
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withResolverStyle(ResolverStyle.STRICT);
  private static final int FIRST_YEAR = 1970;
  private static final int LAST_YEAR = 2999;

  /** Reads a time of the years 1970 to 2999. */
  public static CalendarTime parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw malformed(text);
    }
    String timeOfDay = matcher.group(2) == null ? "000000" : matcher.group(2);
    try {
      LocalDateTime time = LocalDateTime.parse(matcher.group(1) + timeOfDay, SECONDS);
      if (time.getYear() < FIRST_YEAR || time.getYear() > LAST_YEAR) {
        throw malformed(text);
      }
      return new CalendarTime(time, form(matcher));
    } catch (DateTimeException e) {
      throw malformed(text);
    }
  }

  /** Returns the date that it stands in. */
  public LocalDate date() {
    return time.toLocalDate();
  }

  private static Form form(Matcher matcher) {
    if (matcher.group(2) == null) {
      return Form.DATE;
    }
    return matcher.group(3) == null ? Form.LOCAL : Form.UTC;
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        ("\"%s\" is no time, wanted 20260103, 20260103T020000 or 20260103T020000Z that is in the"
                + " calendar, of the years %d to %d")
            .formatted(text, FIRST_YEAR, LAST_YEAR));
  }
}
