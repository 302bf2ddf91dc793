package io.fleetfoot.service.rollout.uptime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Fleets of chance, for as long as several maximal uptimes. */
class UptimeSpreadPropertiesTest {

  private static final Predicate<LocalDate> EVERY_DAY = day -> true;
  private static final HostAmount ALL = HostAmount.percent(100);

  @Property(tries = 60)
  void rebootsEachHostBeforeItIsUpForTooLong(
      @ForAll @IntRange(min = 1, max = 200) int hosts,
      @ForAll @IntRange(min = 14, max = 40) int maxDays,
      @ForAll @IntRange(min = 1, max = 7) int closedDays,
      @ForAll long seed) {
    Predicate<LocalDate> open =
        day -> day.toEpochDay() % 8 >= closedDays || day.toEpochDay() % 8 == seed % 8;
    UptimeTerms terms = new UptimeTerms(Duration.ofDays(maxDays), Duration.ZERO, ALL);
    SimulatedUptimes fleet =
        new SimulatedUptimes(terms, open, seed)
            .with(hosts, Duration.ZERO, Duration.ofDays(maxDays - 11));

    fleet.run(3 * maxDays);

    assertThat(fleet.uptimesAtReboot).allMatch(up -> up.compareTo(terms.maxUptime()) <= 0);
    assertThat(fleet.since.values()).noneMatch(since -> terms.isExceeded(since, fleet.now()));
  }

  @Property(tries = 60)
  void takesTheSameNumberADayThoughTheWholeFleetBootedAtOneHour(
      @ForAll @IntRange(min = 1, max = 300) int hosts,
      @ForAll @IntRange(min = 7, max = 60) int maxDays,
      @ForAll long seed) {
    UptimeTerms terms = new UptimeTerms(Duration.ofDays(maxDays), Duration.ZERO, null);
    SimulatedUptimes fleet =
        new SimulatedUptimes(terms, EVERY_DAY, seed)
            .with(hosts, Duration.ZERO, Duration.ofHours(1));

    fleet.run(4 * maxDays);

    int perDay = (hosts + maxDays - 3) / (maxDays - 2);
    assertThat(fleet.perDay).allMatch(count -> count <= perDay);
    assertThat(fleet.uptimesAtReboot).allMatch(up -> up.compareTo(terms.maxUptime()) <= 0);
    assertThat(fleet.uptimesAtReboot.size())
        .as(
            "reboots in four times maxUptime: each host three times, and not much oftener than four")
        .isBetween(3 * hosts, 4 * hosts * maxDays / (maxDays - 3) + perDay);
  }

  @Property(tries = 60)
  void catchesUpWithAFleetThatIsUpForTooLongAtTwiceTheEvenNumberADay(
      @ForAll @IntRange(min = 1, max = 300) int hosts,
      @ForAll @IntRange(min = 10, max = 60) int maxDays,
      @ForAll long seed) {
    UptimeTerms terms = new UptimeTerms(Duration.ofDays(maxDays), Duration.ZERO, null);
    SimulatedUptimes fleet =
        new SimulatedUptimes(terms, EVERY_DAY, seed)
            .with(hosts, Duration.ofDays(maxDays), Duration.ofDays(3L * maxDays));

    fleet.run(maxDays);

    assertThat(fleet.perDay).allMatch(count -> count <= 2 * ((hosts + maxDays - 1) / maxDays));
    assertThat(fleet.since.values()).noneMatch(since -> terms.isExceeded(since, fleet.now()));
  }

  @Property(tries = 60)
  void takesThoseThatHaveToGoFirstAndNoneThatBootedAMomentAgo(
      @ForAll @IntRange(min = 2, max = 200) int hosts,
      @ForAll @IntRange(min = 8, max = 40) int maxDays,
      @ForAll @IntRange(min = 0, max = 4) int minDays,
      @ForAll long seed) {
    UptimeTerms terms = new UptimeTerms(Duration.ofDays(maxDays), Duration.ofDays(minDays), null);
    SimulatedUptimes fleet =
        new SimulatedUptimes(terms, EVERY_DAY, seed)
            .with(hosts, Duration.ZERO, Duration.ofDays(maxDays));
    Random other = new Random(seed);

    for (int day = 0; day < maxDays; day++) {
      List<HostId> taken = fleet.plan();
      Instant now = fleet.now();
      assertThat(taken)
          .allMatch(host -> !fleet.since.get(host).plus(terms.minUptime()).isAfter(now));
      Set<HostId> left = new HashSet<>(fleet.since.keySet());
      taken.forEach(left::remove);
      for (HostId host : taken) {
        assertThat(left)
            .filteredOn(waiting -> !terms.isTooYoung(fleet.since.get(waiting), now))
            .noneMatch(
                waiting ->
                    terms
                        .lastDay(fleet.since.get(waiting))
                        .isBefore(terms.lastDay(fleet.since.get(host))));
      }
      fleet.reboot(taken);
      fleet.since.replaceAll(
          (host, since) -> other.nextInt(20) == 0 ? fleet.now().minusSeconds(60) : since);
    }
  }

  @Property(tries = 40)
  void plansTheDaysToComeAsItWillTakeThem(
      @ForAll @IntRange(min = 1, max = 150) int hosts,
      @ForAll @IntRange(min = 7, max = 30) int maxDays,
      @ForAll long seed) {
    UptimeTerms terms = new UptimeTerms(Duration.ofDays(maxDays), Duration.ZERO, null);
    SimulatedUptimes fleet =
        new SimulatedUptimes(terms, EVERY_DAY, seed)
            .with(hosts, Duration.ZERO, Duration.ofDays(maxDays));

    List<UptimeSpread.Day> planned =
        UptimeSpread.plan(terms, fleet.since, EVERY_DAY, fleet.now(), maxDays / 2);

    List<List<HostId>> taken =
        IntStream.range(0, maxDays / 2)
            .mapToObj(
                day -> {
                  List<HostId> today = fleet.plan();
                  fleet.reboot(today);
                  return today;
                })
            .toList();
    assertThat(planned).extracting(UptimeSpread.Day::hosts).isEqualTo(taken);
  }
}
