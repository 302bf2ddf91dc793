package io.fleetfoot.service.rollout.uptime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostId;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UptimeSpreadTest {

  private static final Instant NOW = Instant.parse("2026-03-03T12:00:00Z");
  private static final LocalDate TODAY = LocalDate.parse("2026-03-03");
  private static final Predicate<LocalDate> EVERY_DAY = day -> true;
  private static final UptimeTerms QUARTER = terms(90, 0);

  @Test
  void refusesTermsThatLeaveNoRoom() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> terms(6, 0))
        .withMessageContaining("from PT168H");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> terms(90, 46))
        .withMessageContaining("half of maxUptime");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UptimeTerms(Duration.ofDays(90), Duration.ofDays(-1), null));
  }

  @Test
  void takesNobodyOfNobody() {
    assertThat(UptimeSpread.plan(QUARTER, Map.of(), EVERY_DAY, NOW, 2))
        .containsExactly(
            new UptimeSpread.Day(TODAY, true, List.of()),
            new UptimeSpread.Day(TODAY.plusDays(1), true, List.of()));
  }

  @Test
  void takesTwelveADayOfAThousandThatBootedTogetherAndBeginsNoEarlierThanItMust() {
    List<Integer> counts = counts(QUARTER, booted(1000, NOW), EVERY_DAY, 178);

    assertThat(counts.subList(0, 5)).containsOnly(0);
    assertThat(counts.get(5)).isEqualTo(4);
    assertThat(counts.subList(6, 89)).containsOnly(12);
    assertThat(counts).allMatch(count -> count <= 12);
    assertThat(counts.subList(89, 178).stream().mapToInt(count -> count).sum())
        .isBetween(950, 1000);
  }

  @Test
  void leavesTheFewHostsOfASmallFleetUpForAlmostAsLongAsTheyMay() {
    List<Integer> counts = counts(QUARTER, booted(10, NOW), EVERY_DAY, 90);

    assertThat(counts.subList(0, 79)).containsOnly(0);
    assertThat(counts.subList(79, 89)).containsOnly(1);
    assertThat(counts.get(89)).isZero();
  }

  @Test
  void takesMoreOnTheDaysThatAreOpenWhereMostAreClosed() {
    Predicate<LocalDate> weekends = day -> day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0;

    List<UptimeSpread.Day> plan = UptimeSpread.plan(QUARTER, booted(260, NOW), weekends, NOW, 89);

    assertThat(plan).filteredOn(day -> !weekends.test(day.date())).allMatch(day -> !day.open());
    assertThat(plan).filteredOn(day -> !day.open()).allMatch(day -> day.hosts().isEmpty());
    assertThat(plan).filteredOn(UptimeSpread.Day::open).allMatch(day -> day.hosts().size() <= 11);
    assertThat(plan.stream().flatMap(day -> day.hosts().stream()).distinct()).hasSize(260);
  }

  @Test
  void takesNobodyWhereNoDayIsOpen() {
    assertThat(counts(QUARTER, booted(5, NOW.minus(Duration.ofDays(99))), day -> false, 3))
        .containsExactly(0, 0, 0);
  }

  @Test
  void takesThoseThatAreUpForTooLongFirst() {
    Map<HostId, Instant> since = booted(400, NOW.minus(Duration.ofDays(30)));
    HostId old = SimulatedUptimes.host(1000);
    since.put(old, NOW.minus(Duration.ofDays(200)));

    assertThat(UptimeSpread.plan(QUARTER, since, EVERY_DAY, NOW, 1).get(0).hosts()).startsWith(old);
  }

  @Test
  void countsAHostAnewThatWasRebootedForAnotherReason() {
    Map<HostId, Instant> since = booted(20, NOW.minus(Duration.ofDays(88)));
    HostId rebooted = SimulatedUptimes.host(3);
    since.put(rebooted, NOW.minusSeconds(60));

    Set<HostId> soon =
        UptimeSpread.plan(QUARTER, since, EVERY_DAY, NOW, 60).stream()
            .flatMap(day -> day.hosts().stream())
            .collect(Collectors.toSet());

    assertThat(soon).hasSize(19).doesNotContain(rebooted);
  }

  @Test
  void leavesAloneWhatBootedLessThanTheLeastUptimeAgo() {
    List<Integer> counts = counts(terms(90, 45), booted(450, NOW), EVERY_DAY, 89);

    assertThat(counts.subList(0, 45)).containsOnly(0);
    assertThat(counts.stream().mapToInt(count -> count).sum()).isEqualTo(450);
    assertThat(counts).allMatch(count -> count <= 11);
  }

  @Test
  void takesNoMoreThanItMayThoughHostsBecomeLate() {
    UptimeTerms three = new UptimeTerms(Duration.ofDays(7), Duration.ZERO, HostAmount.hosts(3));

    assertThat(counts(three, booted(100, NOW), EVERY_DAY, 20)).containsOnly(3);
  }

  @Test
  void ordersHostsThatBootedTogetherByChanceNotByName() {
    List<HostId> first =
        UptimeSpread.plan(QUARTER, booted(900, NOW.minus(Duration.ofDays(87))), EVERY_DAY, NOW, 1)
            .get(0)
            .hosts();

    List<Long> numbers =
        first.stream().map(host -> host.value().getLeastSignificantBits()).sorted().toList();
    assertThat(numbers).hasSize(20);
    assertThat(numbers.get(19) - numbers.get(0)).isGreaterThan(400);
  }

  private static UptimeTerms terms(int maxDays, int minDays) {
    return new UptimeTerms(Duration.ofDays(maxDays), Duration.ofDays(minDays), null);
  }

  private static Map<HostId, Instant> booted(int hosts, Instant since) {
    Map<HostId, Instant> booted = new HashMap<>();
    IntStream.range(0, hosts).forEach(number -> booted.put(SimulatedUptimes.host(number), since));
    return booted;
  }

  private static List<Integer> counts(
      UptimeTerms terms, Map<HostId, Instant> since, Predicate<LocalDate> open, int days) {
    return UptimeSpread.plan(terms, since, open, NOW, days).stream()
        .map(day -> day.hosts().size())
        .toList();
  }
}
