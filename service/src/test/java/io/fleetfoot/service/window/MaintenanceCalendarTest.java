package io.fleetfoot.service.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetfoot.service.window.MaintenanceWindow.Kind;
import io.fleetfoot.service.window.Openness.Cause;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaintenanceCalendarTest {

  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final Duration YEAR = Duration.ofDays(365);

  @Test
  void isAlwaysOpenWithoutAnAllowWindow() {
    MaintenanceCalendar calendar = MaintenanceCalendar.alwaysOpen();

    Openness openness = calendar.at(at("2026-11-22T10:00:00Z"));

    assertThat(openness.cause()).isEqualTo(Cause.ALWAYS_OPEN);
    assertThat(openness.isOpen()).isTrue();
    assertThat(openness.closesAt()).isEmpty();
    assertThat(openness.opensAt()).isEmpty();
  }

  @Test
  void belongsToAWindowFromItsStartUntilJustBeforeItsEnd() {
    MaintenanceCalendar calendar = calendar(allow("0 2 * * *", 60));

    assertThat(calendar.at(at("2026-11-22T01:59:59.999Z")).isOpen()).isFalse();
    assertThat(calendar.at(at("2026-11-22T02:00:00Z")).isOpen()).isTrue();
    assertThat(calendar.at(at("2026-11-22T02:59:59.999Z")).isOpen()).isTrue();
    assertThat(calendar.at(at("2026-11-22T03:00:00Z")).isOpen()).isFalse();
  }

  @Test
  void saysOutsideOfWindowsWhenItOpens() {
    Openness openness = calendar(allow("0 2 * * sun", 60)).at(at("2026-11-23T00:00:00Z"));

    assertThat(openness.cause()).isEqualTo(Cause.OUTSIDE_WINDOWS);
    assertThat(openness.reason()).isEqualTo("outside every ALLOW window");
    assertThat(openness.opensAt()).contains(at("2026-11-29T02:00:00Z"));
  }

  @Test
  void namesTheWindowThatIsOpenAndWhenItCloses() {
    Openness openness = calendar(allow("0 23 * * *", 120)).at(at("2026-12-31T23:30:00Z"));

    assertThat(openness.reason()).isEqualTo("ALLOW window \"0 23 * * *\" for PT2H in UTC");
    assertThat(openness.closesAt()).contains(at("2027-01-01T01:00:00Z"));
  }

  @Test
  void unitesAllowWindowsThatTouch() {
    MaintenanceCalendar calendar = calendar(allow("0 2 * * *", 60), allow("0 3 * * *", 60));

    assertThat(calendar.openFor(at("2026-11-22T02:15:00Z"))).isEqualTo(Duration.ofMinutes(105));
  }

  @Test
  void letsADenyWindowOverruleAllowWindows() {
    MaintenanceCalendar calendar =
        calendar(
            allow("0 2 * * *", 240),
            new MaintenanceWindow(cron("0 3 * * *"), Duration.ofHours(1), UTC, Kind.DENY));

    Openness denied = calendar.at(at("2026-11-22T03:00:00Z"));

    assertThat(denied.cause()).isEqualTo(Cause.DENIED);
    assertThat(denied.reason()).isEqualTo("DENY window \"0 3 * * *\" for PT1H in UTC");
    assertThat(denied.opensAt()).contains(at("2026-11-22T04:00:00Z"));
    assertThat(calendar.openFor(at("2026-11-22T02:00:00Z"))).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void letsAFreezeOverruleEverythingAndClearsAtTheNextOpening() {
    Freeze freeze = new Freeze("Christmas", at("2026-12-24T00:00:00Z"), at("2026-12-27T00:00:00Z"));
    MaintenanceCalendar calendar =
        new MaintenanceCalendar(List.of(allow("0 2 * * *", 60)), List.of(freeze));

    Openness frozen = calendar.at(at("2026-12-25T02:30:00Z"));

    assertThat(frozen.cause()).isEqualTo(Cause.FROZEN);
    assertThat(frozen.reason())
        .isEqualTo("freeze \"Christmas\" from 2026-12-24T00:00:00Z to 2026-12-27T00:00:00Z");
    assertThat(frozen.opensAt()).contains(at("2026-12-27T02:00:00Z"));
  }

  @Test
  void namesTheFreezeThatHoldsLongest() {
    Freeze shorter = new Freeze("a", at("2026-12-24T00:00:00Z"), at("2026-12-25T00:00:00Z"));
    Freeze longer = new Freeze("b", at("2026-12-24T00:00:00Z"), at("2026-12-26T00:00:00Z"));
    MaintenanceCalendar calendar =
        new MaintenanceCalendar(List.of(), List.of(shorter, longer, shorter));

    assertThat(calendar.at(at("2026-12-24T12:00:00Z")).reason()).contains("\"b\"");
  }

  @Test
  void opensNextNowIfItIsOpenNow() {
    MaintenanceCalendar calendar = calendar(allow("0 2 * * *", 60));

    assertThat(calendar.nextOpening(at("2026-11-22T02:30:00Z"), YEAR))
        .contains(at("2026-11-22T02:30:00Z"));
  }

  @Test
  void looksForTheNextOpeningBeforeTheHorizonAlone() {
    MaintenanceCalendar calendar = calendar(allow("0 0 29 2 *", 60));
    Instant now = at("2026-11-22T00:00:00Z");

    assertThat(calendar.nextOpening(now, Duration.ofDays(465)))
        .contains(at("2028-02-29T00:00:00Z"));
    assertThat(calendar.nextOpening(now, Duration.ofDays(464))).isEmpty();
  }

  @Test
  void countsTheOpenTimeBetweenTwoInstants() {
    MaintenanceCalendar calendar = calendar(allow("0 2 * * *", 60));
    Instant from = at("2026-11-22T02:30:00Z");

    assertThat(calendar.openTimeBetween(from, at("2026-11-29T02:10:00Z")))
        .isEqualTo(Duration.ofMinutes(30 + 6 * 60 + 10));
    assertThat(calendar.longestOpenBetween(from, at("2026-11-29T02:10:00Z")))
        .isEqualTo(Duration.ofHours(1));
  }

  @Test
  void countsYearsOfOpenTimeAcrossItsPieces() {
    Instant from = at("2026-01-01T00:00:00Z");
    Instant to = at("2030-01-01T00:00:00Z");

    assertThat(MaintenanceCalendar.alwaysOpen().openTimeBetween(from, to))
        .isEqualTo(Duration.between(from, to));
    assertThat(calendar(allow("0 0 29 2 *", 60)).openTimeBetween(from, to))
        .isEqualTo(Duration.ofHours(1));
  }

  @Test
  void changesAtWhicheverMidnight() {
    for (int day = 0; day < 40; day++) {
      Instant midnight = at("2026-11-22T00:00:00Z").plus(Duration.ofDays(day));
      Instant before = midnight.minus(Duration.ofDays(1));
      Instant after = midnight.plus(Duration.ofDays(1));

      assertThat(frozen(before, midnight).at(before).opensAt()).contains(midnight);
      assertThat(frozen(midnight, after).at(before).closesAt()).contains(midnight);
    }
  }

  @Test
  void looksAheadFiveHundredAndTwelveDays() {
    MaintenanceCalendar calendar = calendar(allow("0 0 29 2 *", 60));

    assertThat(calendar.at(at("2026-11-22T00:00:00Z")).opensAt())
        .contains(at("2028-02-29T00:00:00Z"));
    assertThat(calendar.at(at("2026-01-22T00:00:00Z")).opensAt()).isEmpty();
    assertThat(MaintenanceCalendar.alwaysOpen().openFor(at("2026-01-22T00:00:00Z")))
        .isEqualTo(MaintenanceCalendar.LOOKAHEAD);
  }

  @Test
  void refusesMoreWindowsFreezesAndStartsThanItCanKeep() {
    MaintenanceWindow daily = allow("0 2 * * *", 60);
    Freeze freeze = new Freeze("x", at("2026-12-24T00:00:00Z"), at("2026-12-25T00:00:00Z"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MaintenanceCalendar(Collections.nCopies(101, daily), List.of()))
        .withMessage("a calendar of 101 windows, wanted at most 100");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MaintenanceCalendar(List.of(), Collections.nCopies(1001, freeze)))
        .withMessage("a calendar of 1001 freezes, wanted at most 1000");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new MaintenanceCalendar(
                    Collections.nCopies(6, allow("*/15 * * * *", 1)), List.of()))
        .withMessage("a calendar of 576 window starts a day in all, wanted at most 480");
  }

  @Test
  void refusesQuestionsThatSpanMoreThanTenYears() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                MaintenanceCalendar.alwaysOpen()
                    .openTimeBetween(at("2026-01-01T00:00:00Z"), at("2036-01-03T00:00:00Z")))
        .withMessageContaining("wanted 0 to 3653 days");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                MaintenanceCalendar.alwaysOpen()
                    .openTimeBetween(at("2026-01-02T00:00:00Z"), at("2026-01-01T00:00:00Z")));
  }

  private static MaintenanceCalendar frozen(Instant from, Instant to) {
    return new MaintenanceCalendar(List.of(), List.of(new Freeze("x", from, to)));
  }

  private static MaintenanceCalendar calendar(MaintenanceWindow... windows) {
    return new MaintenanceCalendar(List.of(windows), List.of());
  }

  private static MaintenanceWindow allow(String schedule, int minutes) {
    return MaintenanceWindow.parse(schedule, Duration.ofMinutes(minutes), UTC, Kind.ALLOW);
  }

  private static CronSchedule cron(String text) {
    return CronSchedule.parse(text);
  }

  private static Instant at(String text) {
    return Instant.parse(text);
  }
}
