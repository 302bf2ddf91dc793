package io.fleetfoot.service.window;

import io.fleetfoot.service.window.RecurrenceRule.Frequency;
import io.fleetfoot.service.window.RecurrenceRule.OrdinalDay;
import io.fleetfoot.service.window.RecurrenceRule.Part;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the parts of an RRULE one by one, and says of the first wrong one where it stands. */
final class RecurrenceRuleText {

  private static final int LONGEST = 1000;
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,5}");
  private static final Pattern DAY = Pattern.compile("([+-]?\\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)");
  private static final int WEEKS_OF_YEAR = 53;
  private static final String TIMES_A_DAY =
      "DAILY, WEEKLY, MONTHLY or YEARLY, with BYHOUR and BYMINUTE for several starts a day";
  private static final Map<String, String> NOT_UNDERSTOOD =
      Map.of(
          "BYSECOND", "whole minutes",
          "BYWEEKNO", "BYMONTH, BYMONTHDAY, BYYEARDAY or BYDAY",
          "RSCALE", "the Gregorian calendar",
          "SKIP", "days that exist, such as BYMONTHDAY=-1 for the last of a month");

  private final String text;
  private final WallClock clock;
  private @Nullable Frequency frequency;
  private int interval = 1;
  private @Nullable Integer count;
  private @Nullable LocalDateTime until;
  private final Map<Part, List<Integer>> numbers = new EnumMap<>(Part.class);
  private List<OrdinalDay> days = List.of();
  private DayOfWeek weekStart = DayOfWeek.MONDAY;

  RecurrenceRuleText(String text, WallClock clock) {
    this.text = text.strip().toUpperCase(Locale.ROOT);
    this.clock = clock;
  }

  RecurrenceRule read() {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "RRULE has %d characters, wanted at most %d".formatted(text.length(), LONGEST));
    }
    Set<String> seen = new HashSet<>();
    String[] parts = text.split(";", -1);
    for (int i = 0; i < parts.length; i++) {
      String where = "RRULE part %d \"%s\"".formatted(i + 1, parts[i]);
      String[] nameAndValue = parts[i].split("=", 2);
      if (nameAndValue.length != 2 || nameAndValue[1].isEmpty()) {
        throw malformed(where, "is not NAME=VALUE", "such as FREQ=WEEKLY;BYDAY=SA");
      }
      if (!seen.add(nameAndValue[0])) {
        throw malformed(where, "is given a second time", "each part once");
      }
      read(where, nameAndValue[0], nameAndValue[1]);
    }
    if (frequency == null) {
      throw malformed("RRULE \"" + text + "\"", "has no FREQ", TIMES_A_DAY);
    }
    return new RecurrenceRule(frequency, interval, count, until, numbers, days, weekStart);
  }

  private void read(String where, String name, String value) {
    switch (name) {
      case "FREQ" -> frequency = frequency(where, value);
      case "INTERVAL" -> interval = number(where, value, 1, RecurrenceRule.MOST_INTERVAL);
      case "COUNT" -> count = number(where, value, 1, RecurrenceRule.MOST_COUNT);
      case "UNTIL" -> until = until(where, value);
      case "BYDAY" -> days = Arrays.stream(split(value)).map(day -> day(where, day)).toList();
      case "WKST" -> weekStart = weekday(where, value);
      default -> numbers.put(part(where, name), list(where, part(where, name), value));
    }
  }

  private static Frequency frequency(String where, String value) {
    return Arrays.stream(Frequency.values())
        .filter(known -> known.name().equals(value))
        .findFirst()
        .orElseThrow(() -> malformed(where, "is not understood", TIMES_A_DAY));
  }

  private LocalDateTime until(String where, String value) {
    CalendarTime time;
    try {
      time = CalendarTime.parse(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
    }
    return switch (time.form()) {
      case DATE -> time.date().atTime(LocalTime.MAX);
      case LOCAL -> time.time();
      case UTC -> clock.latestShown(time.time().toInstant(ZoneOffset.UTC));
    };
  }

  private static Part part(String where, String name) {
    String instead = NOT_UNDERSTOOD.get(name);
    if (instead != null) {
      throw malformed(where, "is not supported", instead);
    }
    return Arrays.stream(Part.values())
        .filter(known -> known.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                malformed(
                    where,
                    "is not a part",
                    "FREQ, INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYYEARDAY, BYDAY, BYHOUR,"
                        + " BYMINUTE, BYSETPOS or WKST"));
  }

  private static List<Integer> list(String where, Part part, String value) {
    List<Integer> list = new ArrayList<>();
    for (String word : split(value)) {
      if (!NUMBER.matcher(word).matches() || !part.mayList(Integer.parseInt(word))) {
        throw malformed(where, "has \"%s\"".formatted(word), "numbers " + part.wanted());
      }
      list.add(Integer.parseInt(word));
    }
    return list.stream().distinct().toList();
  }

  private static int number(String where, String value, int least, int most) {
    boolean isNumber = NUMBER.matcher(value).matches();
    if (!isNumber || Integer.parseInt(value) < least || Integer.parseInt(value) > most) {
      throw malformed(where, "is out of range", "%d to %d".formatted(least, most));
    }
    return Integer.parseInt(value);
  }

  private static OrdinalDay day(String where, String word) {
    Matcher matcher = DAY.matcher(word);
    if (!matcher.matches()) {
      throw malformed(where, "has \"%s\"".formatted(word), "days such as SA, 1MO or -1FR");
    }
    String ordinal = matcher.group(1);
    if (ordinal == null) {
      return new OrdinalDay(0, weekday(where, matcher.group(2)));
    }
    int number = Integer.parseInt(ordinal);
    if (number == 0 || Math.abs(number) > WEEKS_OF_YEAR) {
      throw malformed(where, "has \"%s\"".formatted(word), "a number from 1 to 53 or -1 to -53");
    }
    return new OrdinalDay(number, weekday(where, matcher.group(2)));
  }

  private static DayOfWeek weekday(String where, String word) {
    Optional<DayOfWeek> day =
        Arrays.stream(DayOfWeek.values())
            .filter(known -> known.name().substring(0, 2).equals(word))
            .findFirst();
    return day.orElseThrow(() -> malformed(where, "is no day", "MO, TU, WE, TH, FR, SA or SU"));
  }

  private static String[] split(String value) {
    return value.split(",", -1);
  }

  private static IllegalArgumentException malformed(String where, String found, String wanted) {
    return new IllegalArgumentException("%s %s, wanted %s".formatted(where, found, wanted));
  }
}
