package io.fleetfoot.service.window;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An RRULE of RFC 5545 (3.3.10) for what happens at most a few times a day. The last start is
 * {@code until} at the latest, by the clocks of the zone in which the rule is kept.
 */
public record RecurrenceRule(
    Frequency frequency,
    int interval,
    @Nullable Integer count,
    @Nullable LocalDateTime until,
    Map<Part, List<Integer>> numbers,
    List<OrdinalDay> days,
    DayOfWeek weekStart) {

  /** How long a period of the rule is. */
  public enum Frequency {
    DAILY,
    WEEKLY,
    MONTHLY,
    YEARLY
  }

  /** The parts that list numbers, with the numbers that they may list. */
  public enum Part {
    BYMONTH(1, 12, false),
    BYMONTHDAY(1, 31, true),
    BYYEARDAY(1, 366, true),
    BYHOUR(0, 23, false),
    BYMINUTE(0, 59, false),
    BYSETPOS(1, 366, true);

    private final int least;
    private final int most;
    private final boolean fromTheEnd;

    Part(int least, int most, boolean fromTheEnd) {
      this.least = least;
      this.most = most;
      this.fromTheEnd = fromTheEnd;
    }

    boolean mayList(int number) {
      int counted = fromTheEnd ? Math.abs(number) : number;
      return counted >= least && counted <= most;
    }

    String wanted() {
      String range = "%d to %d".formatted(least, most);
      return fromTheEnd ? range + ", or negative to count from the end" : range;
    }
  }

  /** A day of the week, and which of its month or year: 1 the first, -1 the last, 0 every one. */
  public record OrdinalDay(int ordinal, DayOfWeek day) {}

  /** The most starts that a rule's COUNT may ask for. */
  static final int MOST_COUNT = 10_000;

  /** The longest INTERVAL. */
  static final int MOST_INTERVAL = 1000;

  public RecurrenceRule {
    numbers = Map.copyOf(numbers);
    days = List.copyOf(days);
    refuse(count != null && until != null, "COUNT and UNTIL are both given", "one of them");
    refuse(
        numbers.containsKey(Part.BYYEARDAY) && frequency != Frequency.YEARLY,
        "BYYEARDAY is given with FREQ=" + frequency,
        "it with FREQ=YEARLY alone");
    refuse(
        numbers.containsKey(Part.BYMONTHDAY) && frequency == Frequency.WEEKLY,
        "BYMONTHDAY is given with FREQ=WEEKLY",
        "it with DAILY, MONTHLY or YEARLY");
    refuse(
        numbers.containsKey(Part.BYMONTHDAY)
            && frequency == Frequency.YEARLY
            && !numbers.containsKey(Part.BYMONTH),
        "BYMONTHDAY is given with FREQ=YEARLY and no BYMONTH, which calendars read differently",
        "BYMONTH beside it, or FREQ=MONTHLY for every month");
    refuse(
        days.stream().anyMatch(day -> day.ordinal() != 0)
            && (frequency == Frequency.DAILY || frequency == Frequency.WEEKLY),
        "BYDAY has a number with FREQ=" + frequency,
        "days without numbers, or MONTHLY or YEARLY");
    refuse(
        numbers.containsKey(Part.BYSETPOS) && numbers.size() == 1 && days.isEmpty(),
        "BYSETPOS stands without another BY part",
        "one to choose from");
  }

  /** Reads a rule; a UNTIL in UTC is kept by what the clock shows then. */
  public static RecurrenceRule parse(String text, WallClock clock) {
    return new RecurrenceRuleText(text, clock).read();
  }

  /** Returns the numbers that the part lists, none if it is not given. */
  List<Integer> list(Part part) {
    return numbers.getOrDefault(part, List.of());
  }

  /** Returns the most starts that a day can have. */
  int mostStartsPerDay() {
    return Math.max(1, list(Part.BYHOUR).size()) * Math.max(1, list(Part.BYMINUTE).size());
  }

  private static void refuse(boolean wrong, String found, String wanted) {
    if (wrong) {
      throw new IllegalArgumentException("RRULE: %s, wanted %s".formatted(found, wanted));
    }
  }
}
