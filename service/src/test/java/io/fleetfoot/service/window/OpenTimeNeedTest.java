package io.fleetfoot.service.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetfoot.service.window.MaintenanceWindow.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenTimeNeedTest {

  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
  private static final MaintenanceCalendar TWO_HOURS_A_DAY =
      new MaintenanceCalendar(
          List.of(
              MaintenanceWindow.parse(
                  "0 2 * * *", Duration.ofHours(2), ZoneOffset.UTC, Kind.ALLOW)),
          List.of());

  @Test
  void refusesWithTheNumbersWhatCannotFinishByItsDeadline() {
    OpenTimeNeed need =
        new OpenTimeNeed(
            Duration.ofMinutes(630), Duration.ofHours(1), NOW.plus(Duration.ofDays(3)));

    assertThat(need.refusalBy(TWO_HOURS_A_DAY, NOW))
        .contains(
            "found 6.00 hours open from 2026-11-22T00:00:00Z to 2026-11-25T00:00:00Z,"
                + " needs 10.50 hours");
  }

  @Test
  void acceptsWhatJustFinishes() {
    OpenTimeNeed need =
        new OpenTimeNeed(Duration.ofHours(6), Duration.ofHours(2), NOW.plus(Duration.ofDays(3)));

    assertThat(need.refusalBy(TWO_HOURS_A_DAY, NOW)).isEmpty();
  }

  @Test
  void refusesAHostThatFitsIntoNoWindow() {
    OpenTimeNeed need =
        new OpenTimeNeed(Duration.ofHours(3), Duration.ofHours(3), NOW.plus(Duration.ofDays(9)));

    assertThat(need.refusalBy(TWO_HOURS_A_DAY, NOW))
        .contains(
            "the longest open time from 2026-11-22T00:00:00Z to 2026-12-01T00:00:00Z has"
                + " 2.00 hours, one host needs 3.00 hours");
  }

  @Test
  void hasFiveHundredAndTwelveDaysWithoutADeadline() {
    assertThat(
            new OpenTimeNeed(Duration.ofHours(1024), Duration.ZERO, null)
                .refusalBy(TWO_HOURS_A_DAY, NOW))
        .isEmpty();
    assertThat(
            new OpenTimeNeed(Duration.ofHours(1025), Duration.ZERO, null)
                .refusalBy(TWO_HOURS_A_DAY, NOW))
        .isPresent();
  }

  @Test
  void refusesADeadlineThatHasPassed() {
    assertThat(
            new OpenTimeNeed(Duration.ZERO, Duration.ZERO, NOW.minusSeconds(1))
                .refusalBy(TWO_HOURS_A_DAY, NOW))
        .contains("the deadline 2026-11-21T23:59:59Z has passed at 2026-11-22T00:00:00Z");
  }

  @Test
  void needsNoMoreAtOnceThanInAll() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OpenTimeNeed(Duration.ofHours(1), Duration.ofHours(2), NOW));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OpenTimeNeed(Duration.ofHours(-1), Duration.ofHours(-2), NOW));
  }
}
