package io.fleetfoot.service.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.FreezePeriod;
import io.fleetfoot.service.rollout.WaveStep;
import io.fleetfoot.service.rollout.Window;
import io.fleetfoot.service.scheduler.ConflictException;
import io.fleetfoot.service.scheduler.HostDownTimes;
import io.fleetfoot.service.scheduler.RebootTimeouts;
import io.fleetfoot.service.scheduler.RolloutForecasts;
import io.fleetfoot.service.testing.FakeAgent;
import io.fleetfoot.service.testing.FakeAgent.Fate;
import io.fleetfoot.service.testing.Specs;
import io.fleetfoot.service.testing.TestDatabase;
import io.fleetfoot.service.testing.TestRollouts;
import io.fleetfoot.service.timing.Forecast;
import io.fleetfoot.service.timing.OpenTimes;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Forecasts of six hosts that reboot one after the other, from a real database. */
class RolloutForecastsIT {

  private static final int HOSTS = 6;

  private Replica replica;
  private List<FakeAgent> agents;
  private RolloutForecasts forecasts;

  @BeforeEach
  void registerHosts() {
    replica = new Replica(TestDatabase.create(), RebootTimeouts.standard(), 1);
    agents =
        IntStream.range(0, HOSTS)
            .mapToObj(i -> new FakeAgent(replica, "host-" + i, Fate.BOOTS))
            .toList();
    JdbcTimingSamples samples = new JdbcTimingSamples(replica.jdbc);
    forecasts =
        new RolloutForecasts(
            replica.rolloutRepository,
            replica.rebootRepository,
            new HostDownTimes(samples),
            samples);
  }

  @AfterEach
  void close() {
    replica.close();
  }

  @Test
  void likenAPlainRebootToThoseByFirmwareBeforeItsAgentHasChosen() {
    RolloutId rollout = replica.rollouts.create(Specs.plainReboot().spec()).rollout().id();

    assertThat(new JdbcTimingSamples(replica.jdbc).likenesses(rollout).values())
        .hasSize(HOSTS)
        .allMatch(likeness -> "firmware".equals(likeness.method()))
        .allMatch(likeness -> likeness.toRelease() == null);
  }

  @Test
  void guessWhereNothingWasMeasured() {
    Forecast forecast = forecast(TestRollouts.create(replica));

    assertThat(forecast.basis()).containsExactly("a guess, fewer than five were measured");
    assertThat(forecast.p50()).isAfter(forecast.madeAt().plusSeconds(HOSTS * 30));
  }

  @Test
  void takeAsLongAsAlikeHostsTookOneAfterTheOther() {
    rebootAll();
    allWereDownFor("90 seconds");

    RolloutId next = TestRollouts.create(replica);
    allLeft("6.1.0", next);
    stageAll();
    Forecast forecast = forecast(next);

    assertThat(forecast.basis())
        .containsExactly("6 reboots of the same hardware class, load method and kernel pair");
    assertThat(forecast.p50()).isEqualTo(forecast.madeAt().plusSeconds(HOSTS * 90));
  }

  @Test
  void sayThatTheKernelsWereOthers() {
    rebootAll();
    allWereDownFor("90 seconds");

    RolloutId next = TestRollouts.create(replica);
    allLeft("5.10", next);
    stageAll();

    assertThat(forecast(next).basis())
        .containsExactly(
            "6 reboots of the same hardware class and load method, with other kernels");
  }

  @Test
  void knowLessOfHostsThatHaveNotStaged() {
    rebootAll();
    allWereDownFor("90 seconds");

    assertThat(forecast(TestRollouts.create(replica)).basis())
        .containsExactly("6 reboots of other hardware or by another load method");
  }

  @Test
  void takeLongerWhereHostsProveThemselves() {
    rebootAll();
    allWereDownFor("90 seconds");

    RolloutId next = TestRollouts.create(replica, Duration.ofMinutes(5), Duration.ofMinutes(10));

    Forecast forecast = forecast(next);
    assertThat(forecast.p50()).isEqualTo(forecast.madeAt().plusSeconds(HOSTS * 390));
  }

  @Test
  void endAtOnceWhereEveryRebootHasEnded() {
    RolloutId rollout = rebootAll();

    Forecast forecast = forecast(rollout);

    assertThat(forecast.p90()).isEqualTo(forecast.madeAt());
  }

  @Test
  void waitForNoOpeningThatComesAfterTheLatestThatTheRolloutMayRun() {
    ZonedDateTime far =
        replica.rolloutRepository.now().atZone(ZoneOffset.UTC).plus(Duration.ofDays(60));
    RolloutId rollout =
        create(
            Specs.unlimited()
                .windows(
                    window("0 * * * *", Duration.ofMinutes(5)),
                    window(
                        "0 0 %d %d *".formatted(far.getDayOfMonth(), far.getMonthValue()),
                        Duration.ofHours(10))));

    Forecast forecast = forecast(rollout);

    assertThat(forecast.basis()).containsExactly("a guess, fewer than five were measured");
    assertThat(forecast.p90()).isBefore(forecast.madeAt().plus(Duration.ofDays(1)));
  }

  @Test
  void areNoneOfTheTimeAfterTheLatestThatTheRolloutMayRun() {
    RolloutId rollout = create(Specs.unlimited().waveSoak(Duration.ofHours(1)));
    assertThat(forecast(rollout).p90()).isNotNull();

    replica
        .jdbc
        .sql("update rollout set deadline = now() + interval '30 minutes' where id = :id")
        .param("id", rollout.value())
        .update();

    assertThat(forecast(rollout).p50()).isNull();
  }

  private static Window window(String schedule, Duration duration) {
    return new Window(schedule, duration, ZoneId.of("UTC"), Window.Kind.ALLOW);
  }

  @Test
  void neverEndWhileAHostThatIsDownUsesUpTheLimit() {
    RolloutId rollout = TestRollouts.create(replica);
    replica
        .jdbc
        .sql(
            """
            update host set availability = 'DOWN', availability_since = now()
            where hostname = 'host-0'
            """)
        .update();

    assertThat(forecast(rollout).p50()).isNull();
  }

  @Test
  void rememberASoakThatHasBegun() {
    RolloutId rollout = create(Specs.unlimited().waveSoak(Duration.ofMinutes(10)));
    runUntil(rollout, WaveStep.SOAK);

    Forecast forecast = forecast(rollout);

    Instant since = replica.rollouts.get(rollout).rollout().course().since();
    assertThat(forecast.p50()).isEqualTo(since.plus(Duration.ofMinutes(10)));
    assertThat(forecast.p90()).isEqualTo(forecast.p50());
  }

  @Test
  void rememberTheSoaksOfWavesToComeBesideOneThatHasBegun() {
    rebootAll();
    allWereDownFor("90 seconds");
    RolloutId rollout =
        replica
            .rollouts
            .create(Specs.plainReboot().waves("5", "100%").waveSoak(Duration.ofMinutes(10)).spec())
            .rollout()
            .id();
    runUntil(rollout, WaveStep.SOAK);

    Instant since = replica.rollouts.get(rollout).rollout().course().since();
    assertThat(forecast(rollout).p50()).isAfter(since.plus(Duration.ofMinutes(20)));
  }

  @Test
  void expectAHostBackThatAnotherRolloutReboots() {
    rebootAll();
    allWereDownFor("90 seconds");
    RolloutId other = plainRebootOf("host-0", Specs.plainReboot());
    runUntil(other, WaveStep.WORK);
    replica.ticks.tick();
    RolloutId rollout = TestRollouts.create(replica);

    Forecast forecast = forecast(rollout);

    assertThat(TestRollouts.onlyReboot(replica, other).state()).isEqualTo(RebootState.VERIFYING);
    assertThat(forecast.p50())
        .isAfter(forecast.madeAt().plusSeconds(HOSTS * 90))
        .isBeforeOrEqualTo(forecast.madeAt().plusSeconds((HOSTS + 1) * 90));
  }

  @Test
  void waitForAHostUntilTheRolloutThatHasItIsDoneWithIt() {
    Instant until = replica.rolloutRepository.now().plus(Duration.ofHours(5));
    RolloutId other =
        plainRebootOf(
            "host-0",
            Specs.plainReboot()
                .freezes(new FreezePeriod("night", replica.rolloutRepository.now(), until)));
    runUntil(other, WaveStep.WORK);
    RolloutId rollout = create(Specs.unlimited());

    Forecast forecast = forecast(rollout);

    assertThat(TestRollouts.onlyReboot(replica, other).state()).isEqualTo(RebootState.READY);
    assertThat(forecast.p50()).isAfter(until);
    assertThat(forecast.basis())
        .contains("hosts that wait until another rollout is done with them: 1");

    replica
        .jdbc
        .sql(
            """
            update rollout
            set state = 'PAUSED', pause = 'OPERATOR', deadline = now() + interval '7 days'
            where id = :id
            """)
        .param("id", other.value())
        .update();
    assertThat(forecast(rollout).p50())
        .isAfter(replica.rollouts.get(other).rollout().course().deadline());
  }

  @Test
  void areRefusedOfARolloutThatDoesNotRun() {
    RolloutId ended = rebootAll();
    RolloutId paused = create(Specs.unlimited());
    replica
        .jdbc
        .sql("update rollout set state = 'PAUSED', pause = 'OPERATOR' where finished_at is null")
        .update();

    for (RolloutId rollout : List.of(ended, paused)) {
      assertThatExceptionOfType(ConflictException.class)
          .isThrownBy(() -> forecasts.forecast(rollout))
          .withMessageContaining("only one that is RUNNING has a forecast")
          .matches(refused -> refused.code().equals("rollout-in-other-state"));
    }
  }

  private RolloutId create(Specs specs) {
    return replica
        .rollouts
        .create(specs.image(replica.kernelImage("6.12.0").id()).spec())
        .rollout()
        .id();
  }

  private RolloutId plainRebootOf(String hostname, Specs specs) {
    return replica
        .rollouts
        .create(specs.selector(Map.of("fleetfoot.io/hostname", hostname)).spec())
        .rollout()
        .id();
  }

  /** Goes on to the step; at work, until every host has staged. */
  private void runUntil(RolloutId rollout, WaveStep step) {
    for (int beat = 0; beat < 20 && isBefore(rollout, step); beat++) {
      replica.ticks.tick();
      agents.forEach(agent -> agent.poll(replica));
    }
    assertThat(isBefore(rollout, step)).isFalse();
  }

  private boolean isBefore(RolloutId rollout, WaveStep step) {
    return replica.rollouts.get(rollout).rollout().course().step() != step
        || (step == WaveStep.WORK
            && replica.reboots.list(rollout).stream()
                .anyMatch(it -> it.reboot().state() != RebootState.READY));
  }

  private Forecast forecast(RolloutId rollout) {
    return forecasts.forecast(replica.rollouts.get(rollout).rollout(), OpenTimes.always());
  }

  private RolloutId rebootAll() {
    RolloutId id = TestRollouts.create(replica);
    while (!replica.rollouts.get(id).rollout().state().isTerminal()) {
      replica.ticks.tick();
      agents.forEach(agent -> agent.poll(replica));
    }
    replica.jdbc.sql("update reboot set from_release = '6.1.0'").update();
    return id;
  }

  private void stageAll() {
    replica.jdbc.sql("update reboot set method = 'reserved' where deadline is not null").update();
  }

  private void allLeft(String release, RolloutId rollout) {
    replica
        .jdbc
        .sql("update reboot set from_release = :release where rollout_id = :rollout")
        .param("release", release)
        .param("rollout", rollout.value())
        .update();
  }

  private void allWereDownFor(String interval) {
    replica
        .jdbc
        .sql(
            """
            update reboot set booted_at = (select max(at) from transition
              where subject_id = reboot.id and from_state = 'READY')
              + cast(:interval as interval)
            """)
        .param("interval", interval)
        .update();
  }
}
