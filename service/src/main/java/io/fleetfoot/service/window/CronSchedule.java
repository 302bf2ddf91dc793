package io.fleetfoot.service.window;

import io.fleetfoot.service.window.CronField.Unit;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Month;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The five fields of crontab(5): minute, hour, day of month, month, day of week. If neither day
 * field begins with an asterisk, a day that matches either of them matches; else it must match
 * both.
 */
public final class CronSchedule implements Schedule {

  private static final Map<String, String> NICKNAMES =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");
  private static final int DAYS_OF_WEEK = 7;

  private final String text;
  private final CronField minute;
  private final CronField hour;
  private final CronField dayOfMonth;
  private final CronField month;
  private final CronField dayOfWeek;

  private CronSchedule(String text, List<CronField> fields) {
    this.text = text;
    this.minute = fields.get(Unit.MINUTE.ordinal());
    this.hour = fields.get(Unit.HOUR.ordinal());
    this.dayOfMonth = fields.get(Unit.DAY_OF_MONTH.ordinal());
    this.month = fields.get(Unit.MONTH.ordinal());
    this.dayOfWeek = fields.get(Unit.DAY_OF_WEEK.ordinal());
  }

  /** Reads a crontab line's five fields or a nickname such as {@code @daily}. */
  public static CronSchedule parse(String text) {
    String line = text.strip();
    String[] words = NICKNAMES.getOrDefault(line.toLowerCase(Locale.ROOT), line).split("\\s+");
    if (words.length != Unit.values().length) {
      throw new IllegalArgumentException(
          ("cron \"%s\" has %d fields, wanted 5 (minute, hour, day of month, month, day of week)"
                  + " or one of @yearly, @monthly, @weekly, @daily, @hourly; the time zone stands"
                  + " apart")
              .formatted(text, line.isEmpty() ? 0 : words.length));
    }
    List<CronField> fields = new ArrayList<>();
    for (Unit unit : Unit.values()) {
      fields.add(CronField.parse(unit, words[unit.ordinal()]));
    }
    CronSchedule schedule = new CronSchedule(line, fields);
    schedule.refuseTooManyStarts();
    schedule.refuseNoStart();
    return schedule;
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public int mostStartsPerDay() {
    return hour.count() * minute.count();
  }

  @Override
  public List<LocalDateTime> startsBetween(LocalDateTime from, LocalDateTime to) {
    List<LocalDateTime> starts = new ArrayList<>();
    for (LocalDate day = from.toLocalDate();
        !day.isAfter(to.toLocalDate());
        day = day.plusDays(1)) {
      if (matches(day)) {
        addStarts(day, starts);
      }
    }
    starts.removeIf(start -> start.isBefore(from) || !start.isBefore(to));
    return starts;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CronSchedule that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }

  private void refuseTooManyStarts() {
    if (mostStartsPerDay() > MOST_STARTS_PER_DAY) {
      throw new IllegalArgumentException(
          ("cron \"%s\" starts a window %d times a day, wanted at most %d; for a long window write"
                  + " one start and a long duration")
              .formatted(text, mostStartsPerDay(), MOST_STARTS_PER_DAY));
    }
  }

  /** Only a day that no month has keeps a schedule from ever starting, as in {@code 0 0 30 2 *}. */
  private void refuseNoStart() {
    boolean everyWeekHasADay = eitherDay();
    if (!everyWeekHasADay && month.numbers().noneMatch(this::hasADay)) {
      throw new IllegalArgumentException(
          "cron \"%s\" never starts: none of its months has such a day of month".formatted(text));
    }
  }

  private boolean hasADay(int monthNumber) {
    return dayOfMonth.numbers().anyMatch(day -> day <= Month.of(monthNumber).maxLength());
  }

  private boolean eitherDay() {
    return !dayOfMonth.anyWritten() && !dayOfWeek.anyWritten();
  }

  private boolean matches(LocalDate day) {
    if (!month.matches(day.getMonthValue())) {
      return false;
    }
    boolean ofMonth = dayOfMonth.matches(day.getDayOfMonth());
    boolean ofWeek = dayOfWeek.matches(day.getDayOfWeek().getValue() % DAYS_OF_WEEK);
    return eitherDay() ? ofMonth || ofWeek : ofMonth && ofWeek;
  }

  private void addStarts(LocalDate day, List<LocalDateTime> starts) {
    hour.numbers().forEach(h -> minute.numbers().forEach(m -> starts.add(day.atTime(h, m))));
  }
}
