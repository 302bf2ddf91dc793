package io.fleetfoot.service.window;

import io.fleetfoot.service.window.RecurrenceRule.Frequency;
import io.fleetfoot.service.window.RecurrenceRule.OrdinalDay;
import io.fleetfoot.service.window.RecurrenceRule.Part;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The local times of a rule that begins at a first time. It is asked for a stretch of time and
 * looks at the days of that stretch alone, or of the periods that it touches if BYSETPOS chooses
 * among their starts.
 */
public final class Recurrence {

  private static final int YEARS_TO_COUNT = 100;

  private final RecurrenceRule rule;
  private final LocalDateTime first;
  private final List<LocalTime> timesOfDay;
  private final @Nullable LocalDateTime last;

  /** Begins the rule at the first time, which gives the parts that the rule leaves open. */
  public Recurrence(RecurrenceRule rule, LocalDateTime first) {
    this.rule = rule;
    this.first = first;
    this.timesOfDay = timesOfDay(rule, first.toLocalTime());
    this.last = rule.count() == null ? rule.until() : lastOf(rule.count());
  }

  /** Returns the times in [from, to), in order. */
  public List<LocalDateTime> between(LocalDateTime from, LocalDateTime to) {
    LocalDateTime begin = from.isBefore(first) ? first : from;
    LocalDateTime end = last == null || !last.isBefore(to) ? to : last.plusNanos(1);
    return begin.isBefore(end) ? inPeriods(begin, end) : List.of();
  }

  private List<LocalDateTime> inPeriods(LocalDateTime from, LocalDateTime to) {
    List<LocalDateTime> times = new ArrayList<>();
    LocalDate period = periodAt(from.toLocalDate());
    while (period.isBefore(to.toLocalDate().plusDays(1))) {
      LocalDate next = plus(period, rule.interval());
      inPeriod(period, plus(period, 1), from, to)
          .filter(time -> !time.isBefore(from) && time.isBefore(to))
          .forEach(times::add);
      period = next;
    }
    return times;
  }

  private Stream<LocalDateTime> inPeriod(
      LocalDate start, LocalDate end, LocalDateTime from, LocalDateTime to) {
    List<Integer> positions = rule.list(Part.BYSETPOS);
    if (positions.isEmpty()) {
      return onDays(later(start, from.toLocalDate()), earlier(end, to.toLocalDate().plusDays(1)));
    }
    List<LocalDateTime> all = onDays(start, end).toList();
    return positions.stream()
        .map(position -> position > 0 ? position - 1 : all.size() + position)
        .filter(index -> index >= 0 && index < all.size())
        .map(all::get)
        .sorted()
        .distinct();
  }

  private Stream<LocalDateTime> onDays(LocalDate start, LocalDate end) {
    if (!start.isBefore(end)) {
      return Stream.empty();
    }
    return start
        .datesUntil(end)
        .filter(this::matches)
        .flatMap(day -> timesOfDay.stream().map(day::atTime));
  }

  private boolean matches(LocalDate day) {
    List<Integer> months = rule.list(Part.BYMONTH);
    List<Integer> monthDays = rule.list(Part.BYMONTHDAY);
    List<Integer> yearDays = rule.list(Part.BYYEARDAY);
    if (!months.isEmpty() && !months.contains(day.getMonthValue())) {
      return false;
    }
    if (monthDays.isEmpty() && yearDays.isEmpty() && rule.days().isEmpty()) {
      return isLikeTheFirst(day);
    }
    return (monthDays.isEmpty() || isListed(monthDays, day.getDayOfMonth(), day.lengthOfMonth()))
        && (yearDays.isEmpty() || isListed(yearDays, day.getDayOfYear(), day.lengthOfYear()))
        && (rule.days().isEmpty() || rule.days().stream().anyMatch(it -> isListed(it, day)));
  }

  /** Whether the day is what the first time says, where no part says which days. */
  private boolean isLikeTheFirst(LocalDate day) {
    return switch (rule.frequency()) {
      case DAILY -> true;
      case WEEKLY -> day.getDayOfWeek() == first.getDayOfWeek();
      case MONTHLY -> day.getDayOfMonth() == first.getDayOfMonth();
      case YEARLY ->
          day.getDayOfMonth() == first.getDayOfMonth()
              && (rule.numbers().containsKey(Part.BYMONTH) || day.getMonth() == first.getMonth());
    };
  }

  private static boolean isListed(List<Integer> numbers, int number, int length) {
    return numbers.contains(number) || numbers.contains(number - length - 1);
  }

  private boolean isListed(OrdinalDay listed, LocalDate day) {
    if (day.getDayOfWeek() != listed.day()) {
      return false;
    }
    if (listed.ordinal() == 0) {
      return true;
    }
    boolean ofMonth =
        rule.frequency() == Frequency.MONTHLY || rule.numbers().containsKey(Part.BYMONTH);
    int number = ofMonth ? day.getDayOfMonth() : day.getDayOfYear();
    int length = ofMonth ? day.lengthOfMonth() : day.lengthOfYear();
    return listed.ordinal() > 0
        ? ordinal(number) == listed.ordinal()
        : ordinal(length - number + 1) == -listed.ordinal();
  }

  /** Returns which of its weekday a day is, counted from 1. */
  private static int ordinal(int dayNumber) {
    return (dayNumber - 1) / DayOfWeek.values().length + 1;
  }

  /** Returns the start of the rule's last period that starts on the day or before. */
  private LocalDate periodAt(LocalDate day) {
    LocalDate origin = startOfPeriod(first.toLocalDate());
    long periods = unit().between(origin, startOfPeriod(day));
    return plus(origin, Math.floorDiv(periods, rule.interval()) * rule.interval());
  }

  private LocalDate startOfPeriod(LocalDate day) {
    return switch (rule.frequency()) {
      case DAILY -> day;
      case WEEKLY -> day.with(TemporalAdjusters.previousOrSame(rule.weekStart()));
      case MONTHLY -> YearMonth.from(day).atDay(1);
      case YEARLY -> day.withDayOfYear(1);
    };
  }

  private LocalDate plus(LocalDate period, long periods) {
    return period.plus(periods, unit());
  }

  private ChronoUnit unit() {
    return switch (rule.frequency()) {
      case DAILY -> ChronoUnit.DAYS;
      case WEEKLY -> ChronoUnit.WEEKS;
      case MONTHLY -> ChronoUnit.MONTHS;
      case YEARLY -> ChronoUnit.YEARS;
    };
  }

  /** Counts the starts, a year at a time; a rule with a count ends after a hundred years anyway. */
  private LocalDateTime lastOf(int count) {
    int left = count;
    for (int year = 0; year < YEARS_TO_COUNT; year++) {
      List<LocalDateTime> times = inPeriods(first.plusYears(year), first.plusYears(year + 1));
      if (times.size() >= left) {
        return times.get(left - 1);
      }
      left -= times.size();
    }
    return first.plusYears(YEARS_TO_COUNT);
  }

  private static List<LocalTime> timesOfDay(RecurrenceRule rule, LocalTime first) {
    List<Integer> hours = orElse(rule.list(Part.BYHOUR), first.getHour());
    List<Integer> minutes = orElse(rule.list(Part.BYMINUTE), first.getMinute());
    return hours.stream()
        .flatMap(
            hour -> minutes.stream().map(minute -> LocalTime.of(hour, minute, first.getSecond())))
        .sorted()
        .toList();
  }

  private static List<Integer> orElse(List<Integer> listed, int otherwise) {
    return listed.isEmpty() ? List.of(otherwise) : listed;
  }

  private static LocalDate later(LocalDate a, LocalDate b) {
    return a.isAfter(b) ? a : b;
  }

  private static LocalDate earlier(LocalDate a, LocalDate b) {
    return a.isBefore(b) ? a : b;
  }
}
