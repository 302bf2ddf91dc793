package io.fleetfoot.service.window;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule of RFC 5545 with the start that it begins at, as in {@code DTSTART:20260103T020000
 * RRULE:FREQ=WEEKLY;BYDAY=SA}.
 */
public final class RecurrenceSchedule implements Schedule {

  private static final String EXAMPLE = "DTSTART:20260103T020000 RRULE:FREQ=WEEKLY;BYDAY=SA";
  private static final Pattern START =
      Pattern.compile("(?i)DTSTART((?:;VALUE=DATE(?:-TIME)?|;TZID=[^;:\\s]+)*):(\\S+)");
  private static final Pattern RULE = Pattern.compile("(?i)(?:RRULE:)?(\\S*)");
  private static final Pattern ZONE = Pattern.compile("(?i);TZID=([^;:\\s]+)");
  private static final int YEARS_TO_FIRST = 10;

  private final String text;
  private final RecurrenceRule rule;
  private final Recurrence recurrence;

  private RecurrenceSchedule(String text, RecurrenceRule rule, Recurrence recurrence) {
    this.text = text;
    this.rule = rule;
    this.recurrence = recurrence;
  }

  /** Says whether a text is meant as a rule and not as cron. */
  static boolean isMeantBy(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    return upper.contains("RRULE") || upper.contains("FREQ=") || upper.contains("DTSTART");
  }

  /** Reads DTSTART and RRULE, parted by a blank or a new line; the start is by the given clock. */
  public static RecurrenceSchedule parse(String text, WallClock clock) {
    String[] lines = text.strip().split("\\s+");
    boolean startIsFirst = lines[0].toUpperCase(Locale.ROOT).startsWith("DTSTART");
    Matcher start = START.matcher(startIsFirst ? lines[0] : lines[lines.length - 1]);
    Matcher ruleText = RULE.matcher(startIsFirst ? lines[lines.length - 1] : lines[0]);
    if (lines.length != 2 || !start.matches() || !ruleText.matches()) {
      throw new IllegalArgumentException(
          "schedule \"%s\" is not one DTSTART and one RRULE, wanted such as \"%s\""
              .formatted(text, EXAMPLE));
    }
    RecurrenceRule rule = RecurrenceRule.parse(ruleText.group(1), clock);
    refuseTooManyStarts(rule);
    LocalDateTime first = first(start, clock);
    Recurrence recurrence = new Recurrence(rule, first);
    refuseAnotherFirst(recurrence, first);
    return new RecurrenceSchedule(text.strip(), rule, recurrence);
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public int mostStartsPerDay() {
    return rule.mostStartsPerDay();
  }

  @Override
  public List<LocalDateTime> startsBetween(LocalDateTime from, LocalDateTime to) {
    return recurrence.between(from, to);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecurrenceSchedule that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }

  private static void refuseTooManyStarts(RecurrenceRule rule) {
    if (rule.mostStartsPerDay() > MOST_STARTS_PER_DAY) {
      throw new IllegalArgumentException(
          ("RRULE starts a window %d times a day, wanted at most %d; for a long window write one"
                  + " start and a long duration")
              .formatted(rule.mostStartsPerDay(), MOST_STARTS_PER_DAY));
    }
  }

  private static LocalDateTime first(Matcher start, WallClock clock) {
    CalendarTime time;
    try {
      time = CalendarTime.parse(start.group(2).toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("DTSTART: " + e.getMessage(), e);
    }
    Matcher zone = ZONE.matcher(start.group(1));
    String found = zone.find() ? zone.group(1) : clock.zone().getId();
    if (!found.equals(clock.zone().getId())) {
      throw new IllegalArgumentException(
          "DTSTART is in %s and the window in %s, wanted one zone; leave TZID out"
              .formatted(found, clock.zone()));
    }
    if (time.form() == CalendarTime.Form.UTC && !clock.zone().normalized().equals(ZoneOffset.UTC)) {
      throw new IllegalArgumentException(
          "DTSTART is in UTC and the window in %s, wanted one zone; leave the Z out"
              .formatted(clock.zone()));
    }
    if (time.time().getSecond() != 0) {
      throw new IllegalArgumentException(
          "DTSTART is at second %d, wanted a whole minute".formatted(time.time().getSecond()));
    }
    return time.time();
  }

  /** RFC 5545 leaves open what a DTSTART means that its own rule does not name. */
  private static void refuseAnotherFirst(Recurrence recurrence, LocalDateTime first) {
    if (!recurrence.between(first, first.plusMinutes(1)).isEmpty()) {
      return;
    }
    List<LocalDateTime> starts = recurrence.between(first, first.plusYears(YEARS_TO_FIRST));
    throw new IllegalArgumentException(
        starts.isEmpty()
            ? "RRULE never starts within %d years of its DTSTART at %s"
                .formatted(YEARS_TO_FIRST, first)
            : "DTSTART is %s and the RRULE's first start is %s, wanted one time; set DTSTART to it"
                .formatted(first, starts.get(0)));
  }
}
