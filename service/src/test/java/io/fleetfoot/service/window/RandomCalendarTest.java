package io.fleetfoot.service.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.window.MaintenanceWindow.Kind;
import io.fleetfoot.service.window.Openness.Cause;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.statistics.Statistics;

class RandomCalendarTest {

  private static final int DAY = 24 * 60;
  private static final int MINUTES = 40 * DAY;

  /** The days around which clocks change in one of the zones, or a year or February ends. */
  private static final List<Instant> STARTS =
      List.of(
          Instant.parse("2026-03-01T00:00:00Z"),
          Instant.parse("2026-10-01T00:00:00Z"),
          Instant.parse("2011-12-20T00:00:00Z"),
          Instant.parse("2018-10-20T00:00:00Z"),
          Instant.parse("2024-02-10T00:00:00Z"),
          Instant.parse("2026-12-15T00:00:00Z"));

  /** A cron window in words, which both sides of the comparison read. */
  record Words(String cron, int minutes, ZoneId zone, boolean allows) {

    MaintenanceWindow window() {
      return MaintenanceWindow.parse(
          cron, Duration.ofMinutes(minutes), zone, allows ? Kind.ALLOW : Kind.DENY);
    }

    MinuteByMinute.Window naive() {
      return new MinuteByMinute.Window(
          NaiveCron.of(cron), Duration.ofMinutes(minutes), zone, allows);
    }
  }

  @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
  void isOpenInTheMinutesThatTheClocksOnTheWallsSay(
      @ForAll("words") @Size(max = 4) List<Words> words,
      @ForAll("freezeMinutes") @Size(max = 3) List<Tuple.Tuple2<Integer, Integer>> freezeMinutes,
      @ForAll @IntRange(max = 5) int start,
      @ForAll @Size(20) List<@IntRange(max = MINUTES - 1) Integer> probes) {
    Instant from = STARTS.get(start);
    List<Freeze> freezes =
        freezeMinutes.stream()
            .map(it -> new Freeze("f", at(from, it.get1()), at(from, it.get1() + it.get2())))
            .toList();
    MaintenanceCalendar calendar =
        new MaintenanceCalendar(words.stream().map(Words::window).toList(), freezes);
    BitSet open =
        new MinuteByMinute(from, MINUTES).open(words.stream().map(Words::naive).toList(), freezes);

    assertThat(OpenMinutes.of(calendar, from, MINUTES)).isEqualTo(open);
    for (int minute : probes) {
      agreesAbout(minute, calendar, from, open, freezes);
    }
    Statistics.label("both open and closed")
        .collect(!open.isEmpty() && open.nextClearBit(0) < MINUTES)
        .coverage(coverage -> coverage.check(true).percentage(share -> share > 40));
  }

  private static void agreesAbout(
      int minute, MaintenanceCalendar calendar, Instant from, BitSet open, List<Freeze> freezes) {
    Instant now = at(from, minute);
    Openness openness = calendar.at(now);
    boolean frozen = freezes.stream().anyMatch(freeze -> freeze.contains(now));

    assertThat(openness.isOpen()).isEqualTo(open.get(minute));
    assertThat(openness.cause() == Cause.FROZEN).isEqualTo(frozen);
    int closes = open.nextClearBit(minute);
    int opens = open.nextSetBit(minute);
    if (closes < MINUTES && opens >= 0) {
      assertThat(openness.closesAt())
          .isEqualTo(openness.isOpen() ? Optional.of(at(from, closes)) : Optional.empty());
      assertThat(openness.opensAt())
          .isEqualTo(openness.isOpen() ? Optional.empty() : Optional.of(at(from, opens)));
      assertThat(calendar.openFor(now)).isEqualTo(Duration.ofMinutes(closes - minute));
    }
    Instant end = at(from, MINUTES);
    assertThat(calendar.openTimeBetween(now, end))
        .isEqualTo(Duration.ofMinutes(open.get(minute, MINUTES).cardinality()));
    assertThat(calendar.longestOpenBetween(now, end))
        .isEqualTo(Duration.ofMinutes(longestRun(open, minute)));
    assertThat(calendar.nextOpening(now, Duration.between(now, end)))
        .isEqualTo(opens < 0 ? Optional.empty() : Optional.of(at(from, opens)));
  }

  @Provide
  Arbitrary<List<Words>> words() {
    return Combinators.combine(
            CronLines.any(),
            Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.integers().between(1, 300)),
                Tuple.of(1, Arbitraries.integers().between(300, 31 * DAY))),
            Arbitraries.of(
                    "Europe/Berlin",
                    "America/New_York",
                    "Australia/Lord_Howe",
                    "America/Sao_Paulo",
                    "Asia/Kolkata",
                    "Pacific/Apia",
                    "Africa/Casablanca",
                    "America/St_Johns",
                    "Asia/Kathmandu",
                    "Europe/Dublin")
                .map(ZoneId::of),
            Arbitraries.frequency(Tuple.of(3, true), Tuple.of(1, false)))
        .as(Words::new)
        .list();
  }

  @Provide
  Arbitrary<List<Tuple.Tuple2<Integer, Integer>>> freezeMinutes() {
    return Combinators.combine(
            Arbitraries.integers().between(-DAY, MINUTES),
            Arbitraries.integers().between(1, 7 * DAY))
        .as(Tuple::of)
        .list();
  }

  private static int longestRun(BitSet open, int from) {
    int longest = 0;
    for (int start = open.nextSetBit(from); start >= 0; ) {
      int end = open.nextClearBit(start);
      longest = Math.max(longest, end - start);
      start = open.nextSetBit(end);
    }
    return longest;
  }

  private static Instant at(Instant from, int minute) {
    return from.plusSeconds(minute * 60L);
  }
}
