package io.fleetfoot.service.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetfoot.service.window.MaintenanceWindow.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaintenanceWindowTest {

  private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT59S", "PT-1M", "PT90S", "PT1M0.5S", "P31DT1M"})
  void refusesDurationsThatAreNotWholeMinutesUpToThirtyOneDays(Duration duration) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> window("0 2 * * *", duration, "UTC"))
        .withMessageContaining("wanted whole minutes from PT1M to PT744H");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1M", "P31D"})
  void takesTheShortestAndTheLongestDuration(Duration duration) {
    assertThat(window("0 2 * * *", duration, "UTC").duration()).isEqualTo(duration);
  }

  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin,       2026-03-29T02:30, 2026-03-29T01:00:00Z",
    "Europe/Berlin,       2026-03-29T02:00, 2026-03-29T01:00:00Z",
    "Europe/Berlin,       2026-03-29T03:00, 2026-03-29T01:00:00Z",
    "Europe/Berlin,       2026-10-25T02:30, 2026-10-25T00:30:00Z",
    "Europe/Berlin,       2026-10-25T03:00, 2026-10-25T02:00:00Z",
    "America/New_York,    2026-03-08T02:15, 2026-03-08T07:00:00Z",
    "America/New_York,    2026-11-01T01:15, 2026-11-01T05:15:00Z",
    "Australia/Lord_Howe, 2026-10-04T02:15, 2026-10-03T15:30:00Z",
    "Australia/Lord_Howe, 2026-04-05T01:45, 2026-04-04T14:45:00Z",
    "America/Sao_Paulo,   2018-11-04T00:00, 2018-11-04T03:00:00Z",
    "Asia/Kolkata,        2026-03-29T02:30, 2026-03-28T21:00:00Z",
    "Pacific/Apia,        2011-12-30T12:00, 2011-12-30T10:00:00Z",
    "Africa/Casablanca,   2026-03-22T02:30, 2026-03-22T02:00:00Z",
    "America/St_Johns,    2010-03-14T00:30, 2010-03-14T03:31:00Z",
    "Asia/Kathmandu,      1986-01-01T00:05, 1985-12-31T18:30:00Z",
    "Europe/Dublin,       2026-03-29T01:30, 2026-03-29T01:00:00Z"
  })
  void startsWhenTheClocksShowItFirstOrJustAfterTheySkipIt(
      ZoneId zone, LocalDateTime shown, Instant start) {
    assertThat(new WallClock(zone).firstShows(shown)).isEqualTo(start);
  }

  @Test
  void lastsItsDurationInTheNightsWhenClocksChange() {
    List<Span> spans =
        window("0 1 29 3 *", Duration.ofHours(4), "Europe/Berlin")
            .between(NEW_YEAR, NEW_YEAR.plus(Duration.ofDays(365)));

    assertThat(spans)
        .extracting(span -> span.from() + " " + span.to())
        .containsExactly("2026-03-29T00:00:00Z 2026-03-29T04:00:00Z");
  }

  @Test
  void isFoundWhenItBeganLongBefore() {
    Instant later = Instant.parse("2026-01-31T00:00:00Z");

    assertThat(window("0 0 1 1 *", Duration.ofDays(31), "UTC").between(later, later.plusSeconds(1)))
        .hasSize(1);
    assertThat(window("0 0 1 1 *", Duration.ofDays(30), "UTC").between(later, later.plusSeconds(1)))
        .isEmpty();
  }

  @Test
  void readsARuleAsWellAsCron() {
    String rule = "DTSTART:20260103T020000 RRULE:FREQ=WEEKLY;BYDAY=SA";

    assertThat(window(rule, Duration.ofHours(4), "Asia/Kolkata"))
        .hasToString("ALLOW window \"" + rule + "\" for PT4H in Asia/Kolkata")
        .isEqualTo(window(rule, Duration.ofHours(4), "Asia/Kolkata"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "CEST", "Berlin", "GMT+2", "+02:00", "europe/berlin"})
  void refusesATimeZoneThatIsNotAnIanaName(String zone) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WallClock.named(zone))
        .withMessage(
            "time zone \"%s\" is not known, wanted an IANA name such as Europe/Berlin, or UTC",
            zone);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Europe/Berlin", "UTC", "Z"})
  void knowsIanaNamesAndUtc(String zone) {
    assertThat(WallClock.named(zone).zone()).isEqualTo(ZoneId.of(zone));
  }

  private static MaintenanceWindow window(String schedule, Duration duration, String zone) {
    return MaintenanceWindow.parse(schedule, duration, ZoneId.of(zone), Kind.ALLOW);
  }
}
