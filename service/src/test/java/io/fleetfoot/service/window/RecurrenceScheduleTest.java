package io.fleetfoot.service.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecurrenceScheduleTest {

  private static final WallClock BERLIN = new WallClock(ZoneId.of("Europe/Berlin"));
  private static final LocalDateTime JANUARY = LocalDateTime.of(2026, 1, 1, 0, 0);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DTSTART:20260103T020000 RRULE:FREQ=WEEKLY;BYDAY=SA",
        "DTSTART:20260103T020000\nRRULE:FREQ=WEEKLY;BYDAY=SA",
        "dtstart:20260103t020000\r\nrrule:freq=weekly;byday=sa\r\n",
        "RRULE:FREQ=WEEKLY;BYDAY=SA DTSTART:20260103T020000",
        "DTSTART;TZID=Europe/Berlin:20260103T020000 FREQ=WEEKLY",
        "DTSTART;VALUE=DATE-TIME;TZID=Europe/Berlin:20260103T020000 RRULE:FREQ=WEEKLY",
        "DTSTART:20260103T020000 RRULE:FREQ=DAILY;BYDAY=SA"
      })
  void readsAStartAndARule(String text) {
    assertThat(RecurrenceSchedule.parse(text, BERLIN).startsBetween(JANUARY, JANUARY.plusDays(14)))
        .containsExactly(LocalDateTime.of(2026, 1, 3, 2, 0), LocalDateTime.of(2026, 1, 10, 2, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          RRULE:FREQ=DAILY                                    | is not one DTSTART and one RRULE, wanted such as
          DTSTART:20260103T020000                             | is not one DTSTART and one RRULE
          DTSTART:20260103T020000 RRULE:FREQ=DAILY EXDATE:20260104T020000 | is not one DTSTART and one RRULE
          DTSTART:20260103T020000 RRULE:FREQ=WEEKLY;BYDAY=SU  | DTSTART is 2026-01-03T02:00 and the RRULE's first start is 2026-01-04T02:00
          DTSTART:20260103T020000 RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30 | never starts within 10 years of its DTSTART
          DTSTART:20260103T020000 RRULE:FREQ=DAILY;UNTIL=20260101 | never starts within 10 years
          DTSTART:20260230T020000 RRULE:FREQ=DAILY            | DTSTART: "20260230T020000" is no time
          DTSTART:20260103T240000 RRULE:FREQ=DAILY            | DTSTART: "20260103T240000" is no time
          DTSTART:10260103T020000 RRULE:FREQ=DAILY            | DTSTART: "10260103T020000" is no time
          DTSTART:20260103T020000Z RRULE:FREQ=DAILY           | DTSTART is in UTC and the window in Europe/Berlin
          DTSTART;TZID=Asia/Kolkata:20260103T020000 RRULE:FREQ=DAILY | DTSTART is in Asia/Kolkata and the window in Europe/Berlin
          DTSTART:20260103T020030 RRULE:FREQ=DAILY            | DTSTART is at second 30, wanted a whole minute
          DTSTART:20260103T020000 RRULE:FREQ=SECONDLY         | RRULE part 1 "FREQ=SECONDLY" is not understood, wanted DAILY
          DTSTART:20260103T020000 RRULE:FREQ=MINUTELY         | RRULE part 1 "FREQ=MINUTELY" is not understood
          DTSTART:20260103T020000 RRULE:FREQ=HOURLY           | RRULE part 1 "FREQ=HOURLY" is not understood
          DTSTART:20260103T020000 RRULE:BYDAY=SA              | has no FREQ
          DTSTART:20260103T020000 RRULE:                      | RRULE part 1 "" is not NAME=VALUE
          DTSTART:20260103T020000 RRULE:FREQ=DAILY;           | RRULE part 2 "" is not NAME=VALUE
          DTSTART:20260103T020000 RRULE:FREQ=DAILY;COUNT=     | RRULE part 2 "COUNT=" is not NAME=VALUE
          DTSTART:20260103T020000 RRULE:FREQ=DAILY;FREQ=DAILY | RRULE part 2 "FREQ=DAILY" is given a second time
          DTSTART:20260103T020000 RRULE:FREQ=DAILY;FOO=1      | RRULE part 2 "FOO=1" is not a part
          DTSTART:20260103T020000 RRULE:FREQ=DAILY;INTERVAL=0 | RRULE part 2 "INTERVAL=0" is out of range, wanted 1 to 1000
          DTSTART:20260103T020000 RRULE:FREQ=DAILY;INTERVAL=1001 | wanted 1 to 1000
          DTSTART:20260103T020000 RRULE:FREQ=DAILY;COUNT=10001 | wanted 1 to 10000
          DTSTART:20260103T020000 RRULE:FREQ=DAILY;COUNT=99999999999 | wanted 1 to 10000
          DTSTART:20260103T020000 RRULE:FREQ=DAILY;COUNT=2;UNTIL=20270101 | COUNT and UNTIL are both given
          DTSTART:20260103T020000 RRULE:FREQ=DAILY;UNTIL=soon | RRULE part 2 "UNTIL=SOON": "SOON" is no time
          DTSTART:20260103T020000 RRULE:FREQ=DAILY;BYHOUR=2,24 | RRULE part 2 "BYHOUR=2,24" has "24", wanted numbers 0 to 23
          DTSTART:20260103T020000 RRULE:FREQ=DAILY;BYHOUR=-1  | has "-1", wanted numbers 0 to 23
          DTSTART:20260103T020000 RRULE:FREQ=DAILY;BYMINUTE=60 | has "60", wanted numbers 0 to 59
          DTSTART:20260103T020000 RRULE:FREQ=DAILY;BYMONTH=0  | has "0", wanted numbers 1 to 12
          DTSTART:20260103T020000 RRULE:FREQ=MONTHLY;BYMONTHDAY=32 | has "32", wanted numbers 1 to 31, or negative
          DTSTART:20260103T020000 RRULE:FREQ=MONTHLY;BYMONTHDAY=0 | has "0", wanted numbers 1 to 31
          DTSTART:20260103T020000 RRULE:FREQ=WEEKLY;BYDAY=XX  | has "XX", wanted days such as SA, 1MO or -1FR
          DTSTART:20260103T020000 RRULE:FREQ=WEEKLY;BYDAY=1SA | BYDAY has a number with FREQ=WEEKLY
          DTSTART:20260103T020000 RRULE:FREQ=MONTHLY;BYDAY=0SA | has "0SA", wanted a number from 1 to 53
          DTSTART:20260103T020000 RRULE:FREQ=MONTHLY;BYDAY=54SA | has "54SA"
          DTSTART:20260103T020000 RRULE:FREQ=DAILY;WKST=1     | RRULE part 2 "WKST=1" is no day
          DTSTART:20260103T020000 RRULE:FREQ=DAILY;BYSETPOS=1 | BYSETPOS stands without another BY part
          DTSTART:20260103T020000 RRULE:FREQ=DAILY;BYYEARDAY=1 | BYYEARDAY is given with FREQ=DAILY
          DTSTART:20260103T020000 RRULE:FREQ=WEEKLY;BYMONTHDAY=1 | BYMONTHDAY is given with FREQ=WEEKLY
          DTSTART:20260103T020000 RRULE:FREQ=YEARLY;BYMONTHDAY=3 | BYMONTHDAY is given with FREQ=YEARLY and no BYMONTH
          DTSTART:20260103T020000 RRULE:FREQ=YEARLY;BYWEEKNO=1 | RRULE part 2 "BYWEEKNO=1" is not supported, wanted BYMONTH
          DTSTART:20260103T020000 RRULE:FREQ=DAILY;BYSECOND=0,30 | "BYSECOND=0,30" is not supported, wanted whole minutes
          DTSTART:20260103T020000 RRULE:FREQ=DAILY;BYHOUR=0,1,2,3,4;BYMINUTE=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19 | RRULE starts a window 100 times a day, wanted at most 96
          """)
  void saysWhichPartIsWrongAndWhatIsWanted(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecurrenceSchedule.parse(text, BERLIN))
        .withMessageContaining(message);
  }

  @Test
  void endsWhenUntilHasPassedOnTheWall() {
    RecurrenceSchedule schedule =
        RecurrenceSchedule.parse(
            "DTSTART:20261020T023000 RRULE:FREQ=DAILY;UNTIL=20261025T003000Z", BERLIN);

    assertThat(schedule.startsBetween(JANUARY, JANUARY.plusYears(1)))
        .last()
        .isEqualTo(LocalDateTime.of(2026, 10, 25, 2, 30));
  }

  @Test
  void takesTheStartThatClocksShowBeforeTheySetBackForOneBeforeUntil() {
    RecurrenceSchedule schedule =
        RecurrenceSchedule.parse(
            "DTSTART:20261020T024500 RRULE:FREQ=DAILY;UNTIL=20261025T013000Z", BERLIN);

    assertThat(schedule.startsBetween(JANUARY, JANUARY.plusYears(1)))
        .last()
        .isEqualTo(LocalDateTime.of(2026, 10, 25, 2, 45));
  }

  @Test
  void answersAboutAFarYearWithoutWalkingThere() {
    RecurrenceSchedule schedule =
        RecurrenceSchedule.parse("DTSTART:19700101T000000 RRULE:FREQ=DAILY;INTERVAL=7", BERLIN);
    LocalDateTime far = LocalDateTime.of(2998, 1, 1, 0, 0);

    assertThat(schedule.startsBetween(far, far.plusDays(7))).hasSize(1);
  }
}
