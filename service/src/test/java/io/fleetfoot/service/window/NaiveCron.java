package io.fleetfoot.service.window;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Five crontab fields, judged for one minute at a time by reading them aloud. */
record NaiveCron(List<boolean[]> fields, boolean bothDaysGiven)
    implements Predicate<LocalDateTime> {

  static NaiveCron of(String text) {
    String[] words = text.split(" ");
    return new NaiveCron(
        List.of(
            table(words[0], 60),
            table(words[1], 24),
            table(words[2], 32),
            table(words[3], 13),
            table(words[4], 8)),
        words[2].charAt(0) != '*' && words[4].charAt(0) != '*');
  }

  @Override
  public boolean test(LocalDateTime minute) {
    int weekday = minute.getDayOfWeek().getValue();
    boolean monthDay = fields.get(2)[minute.getDayOfMonth()];
    boolean weekDay = fields.get(4)[weekday] || weekday == 7 && fields.get(4)[0];
    return fields.get(0)[minute.getMinute()]
        && fields.get(1)[minute.getHour()]
        && fields.get(3)[minute.getMonthValue()]
        && (bothDaysGiven ? monthDay || weekDay : monthDay && weekDay);
  }

  private static boolean[] table(String field, int size) {
    boolean[] table = new boolean[size];
    for (int number = 0; number < size; number++) {
      for (String item : named(field).split(",")) {
        table[number] |= says(item, number, size == 32 || size == 13 ? 1 : 0);
      }
    }
    return table;
  }

  private static boolean says(String item, int number, int origin) {
    if (item.contains("/")) {
      String range = item.substring(0, item.indexOf('/'));
      int step = Integer.parseInt(item.substring(item.indexOf('/') + 1));
      int first = range.equals("*") ? origin : Integer.parseInt(range.split("-")[0]);
      return says(range, number, origin) && number >= first && (number - first) % step == 0;
    }
    if (item.equals("*")) {
      return true;
    }
    if (item.contains("-")) {
      String[] ends = item.split("-");
      return number >= Integer.parseInt(ends[0]) && number <= Integer.parseInt(ends[1]);
    }
    return number == Integer.parseInt(item);
  }

  private static String named(String field) {
    String numbers = field.toLowerCase(Locale.ROOT);
    List<String> days = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    List<String> months =
        List.of(
            "-", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
            "dec");
    for (List<String> names : List.of(days, months)) {
      for (String name : names) {
        numbers = name.equals("-") ? numbers : numbers.replace(name, "" + names.indexOf(name));
      }
    }
    return numbers;
  }
}
