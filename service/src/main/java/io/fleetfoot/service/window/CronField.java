package io.fleetfoot.service.window;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * One field of a crontab line: the numbers that it matches, as bits, and whether it begins with an
 * asterisk.
 */
record CronField(Unit unit, long bits, boolean anyWritten) {

  /** What a field counts, by the order of the fields. */
  enum Unit {
    MINUTE("minute", 0, 59, List.of()),
    HOUR("hour", 0, 23, List.of()),
    DAY_OF_MONTH("day of month", 1, 31, List.of()),
    MONTH(
        "month",
        1,
        12,
        List.of(
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
    DAY_OF_WEEK("day of week", 0, 7, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

    private final String label;
    private final int least;
    private final int most;
    private final List<String> names;

    Unit(String label, int least, int most, List<String> names) {
      this.label = label;
      this.least = least;
      this.most = most;
      this.names = names;
    }

    private String wanted() {
      String numbers = "*, a number %d-%d".formatted(least, most);
      String orName = names.isEmpty() ? "" : ", a name such as " + names.get(0);
      return numbers + orName + ", a range a-b, a step */n or a-b/n, or a list of these by commas";
    }
  }

  private static final int SUNDAY_AGAIN = 7;

  /** Reads the field of this unit, or says what is wrong with it. */
  static CronField parse(Unit unit, String text) {
    long bits = 0;
    for (String item : text.split(",", -1)) {
      bits |= item(unit, text, item);
    }
    if (unit == Unit.DAY_OF_WEEK && (bits & 1L << SUNDAY_AGAIN) != 0) {
      bits = bits & ~(1L << SUNDAY_AGAIN) | 1;
    }
    return new CronField(unit, bits, text.startsWith("*"));
  }

  /** Says whether the field matches the number. */
  boolean matches(int number) {
    return (bits & 1L << number) != 0;
  }

  /** Returns how many numbers the field matches. */
  int count() {
    return Long.bitCount(bits);
  }

  /** Returns the numbers that the field matches, in order. */
  IntStream numbers() {
    return IntStream.rangeClosed(unit.least, unit.most).filter(this::matches);
  }

  private static long item(Unit unit, String text, String item) {
    String[] rangeAndStep = item.split("/", -1);
    if (rangeAndStep.length > 2) {
      throw malformed(unit, text, item, "has two steps");
    }
    int[] range = range(unit, text, rangeAndStep[0]);
    if (rangeAndStep.length == 1) {
      return bits(range[0], range[1], 1);
    }
    if (range[0] == range[1]) {
      throw malformed(
          unit, text, item, "has a step without a range; write " + item.replace("/", "-B/"));
    }
    int step = number(unit, text, rangeAndStep[1]);
    if (step < 1 || step > unit.most) {
      throw malformed(unit, text, item, "has a step that is not 1-" + unit.most);
    }
    return bits(range[0], range[1], step);
  }

  private static int[] range(Unit unit, String text, String range) {
    if (range.equals("*")) {
      return new int[] {unit.least, unit == Unit.DAY_OF_WEEK ? SUNDAY_AGAIN - 1 : unit.most};
    }
    String[] ends = range.split("-", -1);
    if (ends.length > 2) {
      throw malformed(unit, text, range, "is no range a-b");
    }
    int first = value(unit, text, ends[0]);
    int last = ends.length == 1 ? first : value(unit, text, ends[1]);
    if (first > last) {
      throw malformed(
          unit, text, range, "runs backwards; write two ranges, parted by a comma, instead");
    }
    return new int[] {first, last};
  }

  private static int value(Unit unit, String text, String word) {
    int name = unit.names.indexOf(word.toLowerCase(Locale.ROOT));
    if (name >= 0) {
      return name + unit.least;
    }
    int value = number(unit, text, word);
    if (value < unit.least || value > unit.most) {
      throw malformed(unit, text, word, "is not in " + unit.least + "-" + unit.most);
    }
    return value;
  }

  private static int number(Unit unit, String text, String word) {
    if (!word.matches("\\d{1,2}")) {
      throw malformed(unit, text, word, "is not understood");
    }
    return Integer.parseInt(word);
  }

  private static long bits(int first, int last, int step) {
    long bits = 0;
    for (int number = first; number <= last; number += step) {
      bits |= 1L << number;
    }
    return bits;
  }

  private static IllegalArgumentException malformed(
      Unit unit, String text, String found, String problem) {
    return new IllegalArgumentException(
        "cron field %d (%s) is \"%s\": \"%s\" %s; wanted %s"
            .formatted(unit.ordinal() + 1, unit.label, text, found, problem, unit.wanted()));
  }
}
