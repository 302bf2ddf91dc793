package io.fleetfoot.service.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.window.MaintenanceWindow.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DaylightSavingTest {

  private static final int FOUR_HUNDRED_DAYS = 400 * 24 * 60;

  private static final List<String> SCHEDULES =
      List.of(
          "30 2 * * *",
          "0,15 0 * * *",
          "*/15 1-3 * * sun",
          "0 22 31 12 *",
          "0 0 29 2 *",
          "45 23 1,15 * fri",
          "0 */6 */10 * *");

  private static final List<String> RULES =
      List.of(
          "FREQ=DAILY",
          "FREQ=DAILY;INTERVAL=3;BYHOUR=0,1,3;BYMINUTE=0,45",
          "FREQ=MONTHLY;BYDAY=1SU,-1SU",
          "FREQ=MONTHLY;BYMONTHDAY=-1;BYHOUR=23",
          "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1");

  private static final DateTimeFormatter BASIC = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");

  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin,       2026-01-01",
    "America/New_York,    2023-06-01",
    "Australia/Lord_Howe, 2025-12-01",
    "America/Sao_Paulo,   2018-06-01",
    "Asia/Kolkata,        2027-06-01",
    "Pacific/Apia,        2011-02-01",
    "Africa/Casablanca,   2026-01-01",
    "America/St_Johns,    2010-06-01",
    "Asia/Kathmandu,      1985-06-01",
    "Europe/Dublin,       2027-03-01",
    "America/Caracas,     2015-08-01",
    "Asia/Pyongyang,      2015-06-01",
    "Antarctica/Troll,    2026-01-01"
  })
  void fourHundredDaysOfEveryZoneAreThoseOfTheClockOnTheWall(String name, LocalDate day) {
    ZoneId zone = ZoneId.of(name);
    Instant from = day.atStartOfDay(zone).toInstant();
    MinuteByMinute wall = new MinuteByMinute(from, FOUR_HUNDRED_DAYS);
    Duration duration = Duration.ofMinutes(95);

    for (String schedule : SCHEDULES) {
      MaintenanceCalendar calendar =
          new MaintenanceCalendar(
              List.of(MaintenanceWindow.parse(schedule, duration, zone, Kind.ALLOW)), List.of());
      BitSet expected =
          wall.open(
              List.of(new MinuteByMinute.Window(NaiveCron.of(schedule), duration, zone, true)),
              List.of());

      assertThat(OpenMinutes.of(calendar, from, FOUR_HUNDRED_DAYS))
          .as("%s in %s", schedule, zone)
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin,       2026-01-01",
    "Australia/Lord_Howe, 2025-12-01",
    "Pacific/Apia,        2011-02-01"
  })
  void fourHundredDaysOfARuleAreThoseOfTheClockOnTheWall(String name, LocalDate day) {
    ZoneId zone = ZoneId.of(name);
    Instant from = day.atStartOfDay(zone).toInstant();
    MinuteByMinute wall = new MinuteByMinute(from, FOUR_HUNDRED_DAYS);
    Duration duration = Duration.ofMinutes(100);

    for (String rule : RULES) {
      LocalDateTime early = day.minusDays(60).atTime(2, 30);
      LocalDateTime first =
          SecondOpinion.between(rule, early, early.plusSeconds(1), early.plusYears(2)).get(0);
      Set<LocalDateTime> starts =
          new HashSet<>(SecondOpinion.between(rule, first, first, first.plusYears(2)));
      String schedule = "DTSTART:%s RRULE:%s".formatted(first.format(BASIC), rule);
      MaintenanceCalendar calendar =
          new MaintenanceCalendar(
              List.of(MaintenanceWindow.parse(schedule, duration, zone, Kind.DENY)), List.of());

      assertThat(OpenMinutes.of(calendar, from, FOUR_HUNDRED_DAYS))
          .as("%s in %s", schedule, zone)
          .isEqualTo(
              wall.open(
                  List.of(new MinuteByMinute.Window(starts::contains, duration, zone, false)),
                  List.of()));
    }
  }
}
