package io.fleetfoot.service.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecurrenceTest {

  private static final WallClock NEW_YORK = new WallClock(ZoneId.of("America/New_York"));

  /** Examples of RFC 5545, 3.8.5.3, all beginning on 2 September 1997 at 9:00 where not said. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FREQ=DAILY;COUNT=3                              | 1997-09-02 | 09-02 09-03 09-04
          FREQ=DAILY;INTERVAL=10;COUNT=5                  | 1997-09-02 | 09-02 09-12 09-22 10-02 10-12
          FREQ=DAILY;UNTIL=19970904T130000Z               | 1997-09-02 | 09-02 09-03 09-04
          FREQ=DAILY;UNTIL=19970904T125959Z               | 1997-09-02 | 09-02 09-03
          FREQ=DAILY;UNTIL=19970904                       | 1997-09-02 | 09-02 09-03 09-04
          FREQ=WEEKLY;INTERVAL=2;COUNT=4;WKST=SU;BYDAY=TU,TH | 1997-09-02 | 09-02 09-04 09-16 09-18
          FREQ=MONTHLY;COUNT=3;BYDAY=1FR                  | 1997-09-05 | 09-05 10-03 11-07
          FREQ=MONTHLY;INTERVAL=2;COUNT=4;BYDAY=1SU,-1SU  | 1997-09-07 | 09-07 09-28 11-02 11-30
          FREQ=MONTHLY;COUNT=4;BYDAY=-2MO                 | 1997-09-22 | 09-22 10-20 11-17 12-22
          FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=3              | 1997-09-28 | 09-28 10-29 11-28
          FREQ=MONTHLY;COUNT=4;BYMONTHDAY=1,-1            | 1997-09-30 | 09-30 10-01 10-31 11-01
          FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3     | 1998-02-13 | 02-13 03-13 11-13
          FREQ=YEARLY;BYDAY=20MO;COUNT=1                  | 1997-05-19 | 05-19
          FREQ=YEARLY;COUNT=3;BYYEARDAY=100,200,-1        | 1997-04-10 | 04-10 07-19 12-31
          FREQ=YEARLY;BYMONTH=3;BYDAY=TH;COUNT=3          | 1997-03-13 | 03-13 03-20 03-27
          FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3  | 1997-09-04 | 09-04 10-07 11-06
          FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=3 | 1997-09-29 | 09-29 10-30 11-27
          FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO | 1997-08-05 | 08-05 08-10 08-19 08-24
          FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU | 1997-08-05 | 08-05 08-17 08-19 08-31
          FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5           | 2007-01-15 | 01-15 01-30 02-15 03-15 03-30
          """)
  void recursAsRfc5545Says(String rule, LocalDate first, String days) {
    LocalDateTime start = first.atTime(9, 0);
    Recurrence recurrence = new Recurrence(RecurrenceRule.parse(rule, NEW_YORK), start);

    assertThat(recurrence.between(start.minusYears(1), start.plusYears(1)))
        .containsExactlyElementsOf(
            Arrays.stream(days.split(" "))
                .map(day -> LocalDate.parse(first.getYear() + "-" + day).atTime(9, 0))
                .toList());
  }

  @Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
  void recursAsAnotherReaderOfRfc5545Says(
      @ForAll("rules") String rule, @ForAll("starts") LocalDateTime first) {
    Recurrence recurrence = new Recurrence(RecurrenceRule.parse(rule, NEW_YORK), first);
    LocalDateTime from = first.plusDays(first.getDayOfMonth() * 20L - 200);

    List<LocalDateTime> times = recurrence.between(from, first.plusYears(5));

    assertThat(times).isEqualTo(SecondOpinion.between(rule, first, from, first.plusYears(5)));
    Statistics.label("recurs")
        .collect(!times.isEmpty())
        .coverage(coverage -> coverage.check(true).percentage(share -> share > 60));
  }

  @Provide
  Arbitrary<LocalDateTime> starts() {
    return Combinators.combine(
            Arbitraries.integers().between(1995, 2030),
            Arbitraries.integers().between(1, 365),
            Arbitraries.integers().between(0, 23),
            Arbitraries.integers().between(0, 59))
        .as((year, day, hour, minute) -> LocalDate.ofYearDay(year, day).atTime(hour, minute));
  }

  @Provide
  Arbitrary<String> rules() {
    return Arbitraries.of("DAILY", "WEEKLY", "MONTHLY", "YEARLY").flatMap(this::rulesOf);
  }

  private Arbitrary<String> rulesOf(String frequency) {
    boolean ordinals = frequency.equals("MONTHLY") || frequency.equals("YEARLY");
    Arbitrary<String> day = Arbitraries.of("MO", "TU", "WE", "TH", "FR", "SA", "SU");
    Arbitrary<String> ordinal = Arbitraries.of("1", "2", "3", "4", "5", "-1", "-2", "");
    Arbitrary<String> days =
        ordinals ? Combinators.combine(ordinal, day).as((number, name) -> number + name) : day;
    Arbitrary<String> none = Arbitraries.just("");
    return Combinators.combine(
            part("INTERVAL", Arbitraries.integers().between(1, 5), 1, 0.5),
            part("BYMONTH", Arbitraries.integers().between(1, 12), 4, 0.3),
            frequency.equals("WEEKLY")
                ? none
                : part(
                    "BYMONTHDAY",
                    Arbitraries.integers().between(-31, 31).filter(number -> number != 0),
                    3,
                    0.3),
            part("BYDAY", days, 3, 0.5),
            part("BYHOUR", Arbitraries.integers().between(0, 23), 2, 0.3),
            part("BYMINUTE", Arbitraries.integers().between(0, 59), 2, 0.3),
            part("WKST", day, 1, 0.3),
            part("COUNT", Arbitraries.integers().between(1, 60), 1, 0.3))
        .as(
            (interval, month, monthDay, byDay, hour, minute, weekStart, count) ->
                "FREQ="
                    + frequency
                    + interval
                    + month
                    + (frequency.equals("YEARLY") && month.isEmpty() ? "" : monthDay)
                    + byDay
                    + hour
                    + minute
                    + weekStart
                    + count);
  }

  private static Arbitrary<String> part(
      String name, Arbitrary<?> values, int most, double probability) {
    return values
        .map(String::valueOf)
        .list()
        .ofMinSize(1)
        .ofMaxSize(most)
        .uniqueElements()
        .map(list -> ";" + name + "=" + String.join(",", list))
        .optional(probability)
        .map(part -> part.orElse(""));
  }
}
