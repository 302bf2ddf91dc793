package io.fleetfoot.service.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronScheduleTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                | cron "" has 0 fields, wanted 5
          0 2 * *           | cron "0 2 * *" has 4 fields, wanted 5
          0 0 2 * * *       | cron "0 0 2 * * *" has 6 fields, wanted 5
          @reboot           | cron "@reboot" has 1 fields, wanted 5
          60 2 * * *        | cron field 1 (minute) is "60": "60" is not in 0-59; wanted *, a number 0-59
          0 24 * * *        | cron field 2 (hour) is "24": "24" is not in 0-23
          0 2 0 * *         | cron field 3 (day of month) is "0": "0" is not in 1-31
          0 2 * 13 *        | cron field 4 (month) is "13": "13" is not in 1-12
          0 2 * * 8         | cron field 5 (day of week) is "8": "8" is not in 0-7
          0 2 * * sunday    | cron field 5 (day of week) is "sunday": "sunday" is not understood
          0 2 * mon *       | cron field 4 (month) is "mon": "mon" is not understood
          0 2 * * fri-mon   | cron field 5 (day of week) is "fri-mon": "fri-mon" runs backwards
          0 2,,3 * * *      | cron field 2 (hour) is "2,,3": "" is not understood
          0 2-3-4 * * *     | cron field 2 (hour) is "2-3-4": "2-3-4" is no range a-b
          0 2/3 * * *       | cron field 2 (hour) is "2/3": "2/3" has a step without a range; write 2-B/3
          0 */0 * * *       | cron field 2 (hour) is "*/0": "*/0" has a step that is not 1-23
          0 */2/3 * * *     | cron field 2 (hour) is "*/2/3": "*/2/3" has two steps
          0 2 L * *         | cron field 3 (day of month) is "L": "L" is not understood
          0 2 * * 5#3       | cron field 5 (day of week) is "5#3": "5#3" is not understood
          0 2 ? * 1         | cron field 3 (day of month) is "?": "?" is not understood
          0 -2 * * *        | cron field 2 (hour) is "-2": "" is not understood
          0 2 30 2 *        | cron "0 2 30 2 *" never starts
          0 2 31 4,6,9,11 * | cron "0 2 31 4,6,9,11 *" never starts
          * * * * *         | starts a window 1440 times a day, wanted at most 96
          """)
  void saysWhichFieldIsWrongAndWhatIsWanted(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CronSchedule.parse(text))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "0 2 13 * fri, 11-13 11-20 11-27",
    "0 2 14 * fri, 11-13 11-14 11-20 11-27",
    "0 2 * * fri, 11-13 11-20 11-27",
    "0 2 14 * *, 11-14",
    "0 2 */2 * fri, 11-13 11-27",
    "0 2 31 11 thu, 11-12 11-19 11-26"
  })
  void startsOnEitherDayOnlyIfNeitherDayFieldBeginsWithAnAsterisk(String text, String days) {
    LocalDateTime from = LocalDateTime.of(2026, 11, 10, 0, 0);

    assertThat(CronSchedule.parse(text).startsBetween(from, from.plusDays(19)))
        .containsExactlyElementsOf(
            Arrays.stream(days.split(" "))
                .map(day -> LocalDate.parse("2026-" + day).atTime(2, 0))
                .toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          @yearly             | 0 0 1 1 *
          @annually           | 0 0 1 1 *
          @monthly            | 0 0 1 * *
          @weekly             | 0 0 * * 0
          @daily              | 0 0 * * *
          @MIDNIGHT           | 0 0 * * 0-6
          @hourly             | 0 * * * *
          0 2 * * 7           | 0 2 * * sun
          0 2 * * 5-7         | 0 2 * * FRI,SAT,Sun
          0 2 * jan-mar/2 *   | 0 2 * 1,3 *
          '0  2	* * * '      | 0 2 * * *
          """)
  void readsOneScheduleInSeveralSpellings(String text, String same) {
    LocalDateTime from = LocalDateTime.of(2027, 1, 1, 0, 0);

    assertThat(CronSchedule.parse(text).startsBetween(from, from.plusYears(1)))
        .isNotEmpty()
        .isEqualTo(CronSchedule.parse(same).startsBetween(from, from.plusYears(1)));
  }

  @Test
  void startsOnLeapDays() {
    LocalDateTime from = LocalDateTime.of(2095, 1, 1, 0, 0);

    assertThat(CronSchedule.parse("0 0 29 2 *").startsBetween(from, from.plusYears(10)))
        .containsExactly(LocalDateTime.of(2096, 2, 29, 0, 0), LocalDateTime.of(2104, 2, 29, 0, 0));
  }

  @Test
  void startsInHalfOpenTimes() {
    LocalDateTime two = LocalDateTime.of(2026, 11, 22, 2, 0);
    CronSchedule daily = CronSchedule.parse("0 2 * * *");

    assertThat(daily.startsBetween(two, two.plusDays(1))).containsExactly(two);
    assertThat(daily.startsBetween(two.plusNanos(1), two.plusDays(1))).isEmpty();
    assertThat(daily.startsBetween(two, two)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 2 * * *", "@daily"})
  void spellsItselfAsItWasWritten(String text) {
    assertThat(CronSchedule.parse(text)).hasToString(text).isEqualTo(CronSchedule.parse(text));
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void startsAtTheMinutesThatItsFieldsName(@ForAll("lines") String text, @ForAll int seed) {
    LocalDateTime from = LocalDateTime.of(2020, 1, 1, 0, 0).plusDays(Math.floorMod(seed, 5000));
    NaiveCron naive = NaiveCron.of(text);

    assertThat(CronSchedule.parse(text).startsBetween(from, from.plusDays(40)))
        .isEqualTo(
            IntStream.range(0, 40 * 24 * 60).mapToObj(from::plusMinutes).filter(naive).toList());
  }

  @Provide
  Arbitrary<String> lines() {
    return CronLines.any();
  }
}
