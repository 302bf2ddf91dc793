package io.fleetfoot.service.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Forecasts of rollouts that may not take as long as they need. */
class ForecastTermTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Outcomes NO_FAILURE = new Outcomes(1_000_000, 0, 0);

  @Test
  void neverIsDoneWhereTheLatestComesFirst() {
    assertThat(forecast(OpenTimes.always(), latest(MINUTE.multipliedBy(3)), measured(), 3).p90())
        .isEqualTo(NOW.plusSeconds(180));
    assertThat(forecast(OpenTimes.always(), latest(Duration.ofSeconds(179)), measured(), 3).p50())
        .isNull();
  }

  @Test
  void neverIsDoneWhereTheDeadlineComesFirst() {
    Forecast late = forecast(OpenTimes.always(), deadline(Duration.ofSeconds(179)), measured(), 3);

    assertThat(late.p50()).isNull();
    assertThat(late.chanceToMeetDeadline()).isZero();
    assertThat(late.outlook()).isEqualTo(Outlook.AT_RISK);
    assertThat(forecast(OpenTimes.always(), deadline(Duration.ofSeconds(180)), measured(), 3).p90())
        .isEqualTo(NOW.plusSeconds(180));
  }

  @Test
  void isWatchedBeyondADeadlineByWhichEveryHostIsDoneButNotBeyondTheLatest() {
    ForecastWave done = new ForecastWave(List.of(), List.of(), 1, 1, MINUTE);
    Instant soon = NOW.plusSeconds(30);

    assertThat(forecast(OpenTimes.always(), new Term(soon, null, MINUTE), done).p50())
        .isEqualTo(NOW.plus(MINUTE));
    assertThat(forecast(OpenTimes.always(), new Term(null, soon, MINUTE), done).p50()).isNull();
  }

  @Test
  void letsAHostOfAnUnknownKindGoInTheOnlyOpeningBeforeTheEnd() {
    Opening shortOne = new Opening(NOW.plusSeconds(100), NOW.plusSeconds(150));
    Opening longOne = new Opening(NOW.plusSeconds(86_400), NOW.plusSeconds(172_800));
    Term term = latest(Duration.ofHours(12));

    assertThat(forecast(Windows.open(shortOne, longOne), term, guessed(), 1).p50())
        .isEqualTo(NOW.plusSeconds(160));
    assertThat(forecast(Windows.open(shortOne, longOne), term, measured(), 1).p50()).isNull();
    assertThat(forecast(Windows.open(shortOne, longOne), Term.endless(), guessed(), 1).p50())
        .isEqualTo(NOW.plusSeconds(86_460));
  }

  @Test
  void letsNobodyGoWhoIsToBeWatchedLongerThanThereIsTime() {
    Term term = new Term(NOW.plusSeconds(300), null, Duration.ofSeconds(241));

    assertThat(forecast(OpenTimes.always(), term, measured(), 1).p50()).isNull();
    assertThat(
            forecast(
                    OpenTimes.always(),
                    new Term(NOW.plusSeconds(300), null, Duration.ofSeconds(240)),
                    measured(),
                    1)
                .p50())
        .isEqualTo(NOW.plusSeconds(60));
  }

  @Test
  void takesADeadlineInAnotherMillenniumForNone() {
    Term term = new Term(Instant.parse("9999-12-31T00:00:00Z"), null, Duration.ZERO);

    assertThat(forecast(OpenTimes.always(), term, measured(), 1).chanceToMeetDeadline())
        .isEqualTo(1);
  }

  private static Term latest(Duration left) {
    return new Term(null, NOW.plus(left), Duration.ZERO);
  }

  private static Term deadline(Duration left) {
    return new Term(NOW.plus(left), null, Duration.ZERO);
  }

  private static DownTimes measured() {
    return new DownTimes(Lengths.of(List.of(MINUTE)), DownTimes.Basis.SAME_KIND);
  }

  private static DownTimes guessed() {
    return new DownTimes(Lengths.of(List.of(MINUTE)), DownTimes.Basis.GUESSED);
  }

  private static Forecast forecast(OpenTimes times, Term term, DownTimes downTimes, int hosts) {
    return forecast(
        times,
        term,
        new ForecastWave(
            List.of(new ForecastWave.Waiting(hosts, downTimes)), List.of(), 1, 1, Duration.ZERO));
  }

  private static Forecast forecast(OpenTimes times, Term term, ForecastWave... waves) {
    return Forecaster.forecast(
        new Campaign(List.of(waves), times, MINUTE.multipliedBy(10), 0, NO_FAILURE, term),
        NOW,
        10,
        new SplittableRandom(7));
  }
}
