package io.fleetfoot.service.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ForecasterTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Outcomes NO_FAILURE = new Outcomes(1_000_000, 0, 0);
  private static final Duration LOST_AFTER = Duration.ofMinutes(10);

  /** Hosts that are down for one minute, never more or less. */
  private static final DownTimes MINUTE =
      new DownTimes(seconds(60, 60, 60, 60, 60), DownTimes.Basis.SAME_KIND);

  @Test
  void refusesAForecastWithoutRuns() {
    assertThatIllegalArgumentException().isThrownBy(() -> forecast(campaign(wave(1, 1)), 0));
  }

  @Test
  void refusesAWaveThatCannotEnd() {
    assertThatIllegalArgumentException().isThrownBy(() -> wave(1, 0));
  }

  @Test
  void endsAtOnceWhereNothingIsLeft() {
    assertThat(forecast(campaign(), 10).p90()).isEqualTo(NOW);
  }

  @Test
  void takesAsManyRoundsAsHostsFitSideBySide() {
    assertThat(forecast(campaign(wave(7, 3)), 10).p50()).isEqualTo(NOW.plusSeconds(3 * 60));
    assertThat(forecast(campaign(wave(6, 3)), 10).p50()).isEqualTo(NOW.plusSeconds(2 * 60));
    assertThat(forecast(campaign(wave(2, 3)), 10).p50()).isEqualTo(NOW.plusSeconds(60));
  }

  @Test
  void watchesEachWaveBeforeTheNext() {
    ForecastWave soaked =
        new ForecastWave(
            List.of(new ForecastWave.Waiting(2, MINUTE)), List.of(), 1, 9, Duration.ofMinutes(30));

    assertThat(forecast(campaign(soaked, wave(3, 1)), 10).p90())
        .isEqualTo(NOW.plus(Duration.ofMinutes(2 + 30 + 3)));
  }

  @Test
  void letsHostsFinishThatAreOnTheirWay() {
    ForecastWave open =
        new ForecastWave(
            List.of(new ForecastWave.Waiting(1, MINUTE)),
            List.of(new ForecastWave.OnTheWay(Duration.ofSeconds(50), MINUTE)),
            1,
            1,
            Duration.ZERO);

    assertThat(forecast(campaign(open), 10).p90()).isEqualTo(NOW.plusSeconds(10 + 60));
  }

  @Test
  void expectsOfAHostOnItsWayOnlyWhatIsStillPossible() {
    DownTimes either = new DownTimes(seconds(10, 10, 10, 10, 100), DownTimes.Basis.SAME_KIND);
    ForecastWave open =
        new ForecastWave(
            List.of(),
            List.of(new ForecastWave.OnTheWay(Duration.ofSeconds(11), either)),
            1,
            1,
            Duration.ZERO);

    assertThat(forecast(campaign(open), 50).p50()).isEqualTo(NOW.plusSeconds(89));
  }

  @Test
  void waitsForTheNextWindowWhereAHostDoesNotFitIntoTheRestOfThisOne() {
    OpenTimes windows =
        Windows.open(
            new Opening(NOW.minusSeconds(3600), NOW.plusSeconds(150)),
            new Opening(NOW.plusSeconds(86400), NOW.plusSeconds(90000)));

    assertThat(forecast(campaign(windows, wave(2, 1)), 10).p90()).isEqualTo(NOW.plusSeconds(120));
    assertThat(forecast(campaign(windows, wave(3, 1)), 10).p90())
        .isEqualTo(NOW.plusSeconds(86400 + 60));
  }

  @Test
  void takesWindowsThatMeetForOne() {
    OpenTimes windows =
        Windows.open(
            new Opening(NOW, NOW.plusSeconds(90)),
            new Opening(NOW.plusSeconds(90), NOW.plusSeconds(120)));

    assertThat(forecast(campaign(windows, wave(2, 1)), 10).p90()).isEqualTo(NOW.plusSeconds(120));
  }

  @Test
  void neverEndsWhereNoWindowIsLongEnough() {
    Forecast forecast =
        forecast(campaign(Windows.open(new Opening(NOW, NOW.plusSeconds(59))), wave(1, 1)), 10);

    assertThat(forecast.p50()).isNull();
    assertThat(forecast.p90()).isNull();
  }

  @Test
  void neverEndsWhereLostHostsTakeUpAllThatMayBeDown() {
    Campaign campaign =
        new Campaign(
            List.of(wave(100, 1)),
            OpenTimes.always(),
            LOST_AFTER,
            100,
            new Outcomes(100, 0, 1_000_000),
            Term.endless());

    assertThat(forecast(campaign, 10).p50()).isNull();
    assertThat(forecast(campaign, 10).chanceToStop()).isZero();
  }

  @Test
  void stopsWhereMoreHostsFailThanAreTolerated() {
    Outcomes half = new Outcomes(500_000, 500_000, 0);
    Campaign intolerant =
        new Campaign(
            List.of(wave(100, 10)), OpenTimes.always(), LOST_AFTER, 5, half, Term.endless());
    Campaign tolerant =
        new Campaign(
            List.of(wave(100, 10)), OpenTimes.always(), LOST_AFTER, 99, half, Term.endless());

    assertThat(forecast(intolerant, 50).chanceToStop()).isEqualTo(1);
    assertThat(forecast(intolerant, 50).p50()).isNull();
    assertThat(forecast(tolerant, 50).chanceToStop()).isZero();
    assertThat(forecast(tolerant, 50).p90()).isEqualTo(NOW.plusSeconds(600));
  }

  @Test
  void saysHowLikelyTheDeadlineIsMet() {
    DownTimes either =
        new DownTimes(
            Lengths.ofNanos(
                LongStream.range(0, 1000)
                    .map(i -> Duration.ofSeconds(i < 500 ? 60 : 120).toNanos())
                    .toArray()),
            DownTimes.Basis.SAME_KIND);
    ForecastWave two =
        new ForecastWave(
            List.of(new ForecastWave.Waiting(2, either)), List.of(), 1, 1, Duration.ZERO);
    Campaign campaign =
        new Campaign(
            List.of(two),
            OpenTimes.always(),
            LOST_AFTER,
            0,
            NO_FAILURE,
            until(NOW.plusSeconds(200)));

    assertThat(forecast(campaign, 1000).chanceToMeetDeadline()).isBetween(0.4, 0.6);
    assertThat(forecast(campaign(wave(1, 1)), 10).chanceToMeetDeadline()).isNull();
  }

  @Test
  void isWiderWhereLittleWasMeasured() {
    Duration little = width(forecast(campaign(wave(200, 4, spread(6))), 500));
    Duration much = width(forecast(campaign(wave(200, 4, spread(600))), 500));

    assertThat(little).isGreaterThan(much.multipliedBy(3));
  }

  @Test
  void saysThatItGuesses() {
    assertThat(forecast(campaign(wave(1, 1, DownTimes.guessed())), 10).basis())
        .containsExactly("a guess, fewer than five were measured");
    assertThat(forecast(campaign(wave(1, 1)), 10).basis())
        .containsExactly("5 reboots of the same hardware class, load method and kernel pair");
  }

  @Property(tries = 50)
  void isTheSameBySameChanceAndNeverBeforeTheWorkIsDone(
      @ForAll @IntRange(min = 1, max = 60) int hosts,
      @ForAll @IntRange(min = 1, max = 8) int parallel,
      @ForAll long seed) {
    Campaign campaign = campaign(wave(hosts, parallel, spread(30)));

    Forecast forecast = Forecaster.forecast(campaign, NOW, 40, new SplittableRandom(seed));

    assertThat(Forecaster.forecast(campaign, NOW, 40, new SplittableRandom(seed)))
        .isEqualTo(forecast);
    long rounds = (hosts + parallel - 1) / parallel;
    assertThat(forecast.p50())
        .isBetween(NOW.plusSeconds(60 * rounds), NOW.plusSeconds(90 * rounds));
    assertThat(forecast.p90()).isAfterOrEqualTo(forecast.p50());
  }

  @Test
  void saysWhetherAHostFitsIntoTheRestOfTheWindow() {
    Opening opening = new Opening(NOW.minusSeconds(60), NOW.plusSeconds(88));

    assertThat(WindowFit.of(spread(30), opening, NOW).fits()).isTrue();
    assertThat(WindowFit.of(spread(30), opening, NOW.plusSeconds(2)).fits()).isFalse();
    assertThat(WindowFit.of(spread(30), opening, NOW.plusSeconds(88)).text())
        .isEqualTo(
            "the host needs 1 min 27 s at the 95th percentile (30 reboots of the same hardware class,"
                + " load method and kernel pair), the window stays open for 0 s");
    assertThat(WindowFit.of(DownTimes.guessed(), opening, NOW).needed())
        .isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void needsRoomForTheDownTimeAndNoneForTheSoak() {
    Opening short90 = new Opening(NOW.plusSeconds(100), NOW.plusSeconds(190));

    Forecast forecast =
        forecast(
            campaign(Windows.open(short90), wave(1, 1, MINUTE.withSoak(Duration.ofMinutes(5)))),
            10);

    assertThat(forecast.p90()).isEqualTo(NOW.plusSeconds(100 + 60 + 300));
  }

  @Test
  void neverEndsWhereWhatWasMeasuredOfAHostFitsNoWindow() {
    Opening tooShort = new Opening(NOW, NOW.plusSeconds(59));

    assertThat(forecast(campaign(Windows.open(tooShort), wave(1, 1, MINUTE)), 10).p50()).isNull();
  }

  @Test
  void goesInAnyWindowWhereNothingOfItsKindWasMeasuredAndNoneHasRoom() {
    Opening tooShort = new Opening(NOW.plusSeconds(10), NOW.plusSeconds(40));
    DownTimes others = new DownTimes(seconds(60, 60), DownTimes.Basis.OTHER_HARDWARE);

    assertThat(forecast(campaign(Windows.open(tooShort), wave(1, 1, others)), 10).p50())
        .isEqualTo(NOW.plusSeconds(70));
    assertThat(
            forecast(campaign(Windows.open(tooShort), wave(1, 1, DownTimes.guessed())), 10).p50())
        .isBetween(NOW.plusSeconds(40), NOW.plusSeconds(610));
  }

  @Test
  void waitsForAHostUntilAnotherRolloutIsDoneWithIt() {
    Elsewhere.Held held = new Elsewhere.Held(2, seconds(600), new Elsewhere.Turn(0, MINUTE));

    Forecast forecast = forecast(campaign(new Elsewhere(List.of(), List.of(held)), wave(1, 1)), 10);

    assertThat(forecast.p50()).isEqualTo(NOW.plusSeconds(600 + 2 * 60));
    assertThat(forecast.basis())
        .containsExactly(
            "5 reboots of the same hardware class, load method and kernel pair",
            "hosts that wait until another rollout is done with them: 2");
  }

  @Test
  void letsTheOthersGoWhileAnotherRolloutHasAHost() {
    Elsewhere.Held held = new Elsewhere.Held(1, seconds(90), new Elsewhere.Turn(1, MINUTE));

    Forecast forecast =
        forecast(campaign(new Elsewhere(List.of(), List.of(held)), wave(1, 1), wave(2, 1)), 10);

    assertThat(forecast.p90()).isEqualTo(NOW.plusSeconds(4 * 60));
  }

  @Test
  void neverEndsWhereAnotherRolloutNeverLetsAHostGo() {
    Elsewhere.Held held =
        new Elsewhere.Held(1, Lengths.ofNanos(Long.MAX_VALUE), new Elsewhere.Turn(0, MINUTE));

    assertThat(forecast(campaign(new Elsewhere(List.of(), List.of(held)), wave(1, 1)), 10).p50())
        .isNull();
  }

  @Test
  void letsAHostComeBackThatAnotherRolloutReboots() {
    ForecastWave.OnTheWay there = new ForecastWave.OnTheWay(Duration.ofSeconds(20), MINUTE);
    Elsewhere.Rebooting first = new Elsewhere.Rebooting(there, new Elsewhere.Turn(0, MINUTE));
    Elsewhere.Rebooting last = new Elsewhere.Rebooting(there, null);

    assertThat(forecast(campaign(new Elsewhere(List.of(first), List.of()), wave(1, 1)), 10).p90())
        .isEqualTo(NOW.plusSeconds(40 + 2 * 60));
    assertThat(forecast(campaign(new Elsewhere(List.of(last), List.of()), wave(1, 1)), 10).p90())
        .isEqualTo(NOW.plusSeconds(40 + 60));
    assertThat(forecast(campaign(new Elsewhere(List.of(last), List.of()), wave(1, 2)), 10).p90())
        .isEqualTo(NOW.plusSeconds(60));
  }

  @Test
  void countsAHostThatAnotherRolloutLosesAsDownForGood() {
    ForecastWave.OnTheWay there = new ForecastWave.OnTheWay(Duration.ofSeconds(20), MINUTE);
    Campaign campaign =
        new Campaign(
            List.of(wave(1, 1)),
            OpenTimes.always(),
            LOST_AFTER,
            100,
            new Outcomes(100, 0, 1_000_000),
            new Elsewhere(List.of(new Elsewhere.Rebooting(there, null)), List.of()),
            Term.endless());

    assertThat(forecast(campaign, 10).p50()).isNull();
  }

  @Test
  void saysWhenEachWaveEnds() {
    ForecastWave soaked =
        new ForecastWave(
            List.of(new ForecastWave.Waiting(2, MINUTE)), List.of(), 1, 1, Duration.ofSeconds(300));

    assertThat(Forecaster.waveEnds(campaign(soaked, wave(1, 1)), NOW, 3, new SplittableRandom(7)))
        .containsExactly(seconds(120, 120, 120), seconds(480, 480, 480));
  }

  private static Term until(Instant deadline) {
    return new Term(deadline, null, Duration.ZERO);
  }

  private static Duration width(Forecast forecast) {
    return Duration.between(forecast.p50(), forecast.p90());
  }

  private static Forecast forecast(Campaign campaign, int runs) {
    return Forecaster.forecast(campaign, NOW, runs, new SplittableRandom(7));
  }

  private static Campaign campaign(ForecastWave... waves) {
    return campaign(OpenTimes.always(), waves);
  }

  private static Campaign campaign(Elsewhere elsewhere, ForecastWave... waves) {
    return new Campaign(
        List.of(waves),
        OpenTimes.always(),
        LOST_AFTER,
        1000,
        NO_FAILURE,
        elsewhere,
        Term.endless());
  }

  private static Campaign campaign(OpenTimes openTimes, ForecastWave... waves) {
    return new Campaign(List.of(waves), openTimes, LOST_AFTER, 1000, NO_FAILURE, Term.endless());
  }

  private static ForecastWave wave(int hosts, int parallel) {
    return wave(hosts, parallel, MINUTE);
  }

  private static ForecastWave wave(int hosts, int parallel, DownTimes downTimes) {
    return new ForecastWave(
        List.of(new ForecastWave.Waiting(hosts, downTimes)),
        List.of(),
        parallel,
        parallel,
        Duration.ZERO);
  }

  /** So many down times, evenly from 60 to 89 seconds. */
  private static DownTimes spread(int count) {
    return new DownTimes(
        seconds(LongStream.range(0, count).map(i -> 60 + i * 30 / count).toArray()),
        DownTimes.Basis.SAME_KIND);
  }

  private static Lengths seconds(long... seconds) {
    List<Duration> durations = new ArrayList<>();
    LongStream.of(seconds).forEach(second -> durations.add(Duration.ofSeconds(second)));
    return Lengths.of(durations);
  }
}
