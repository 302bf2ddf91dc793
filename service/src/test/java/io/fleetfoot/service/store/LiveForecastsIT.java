package io.fleetfoot.service.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.scheduler.FleetMeters;
import io.fleetfoot.service.scheduler.HostDownTimes;
import io.fleetfoot.service.scheduler.LiveForecasts;
import io.fleetfoot.service.scheduler.Meters;
import io.fleetfoot.service.scheduler.RebootTimeouts;
import io.fleetfoot.service.scheduler.RolloutForecasts;
import io.fleetfoot.service.testing.FakeAgent;
import io.fleetfoot.service.testing.FakeAgent.Fate;
import io.fleetfoot.service.testing.Specs;
import io.fleetfoot.service.testing.TestDatabase;
import io.fleetfoot.service.timing.Forecast;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The forecasts of a rollout that runs, over two replicas and a database whose clock is set. */
class LiveForecastsIT {

  private static final Instant NOON = Instant.parse("2026-03-03T12:00:00Z");
  private static final Duration EVERY = Duration.ofSeconds(30);

  private Replica replica;
  private Replica other;
  private List<FakeAgent> agents;
  private JdbcForecastRepository kept;

  @BeforeEach
  void registerHosts() {
    TestDatabase database = TestDatabase.createWithSetClock("timestamptz '" + NOON + "'");
    replica = new Replica(database, RebootTimeouts.standard(), 1);
    other = new Replica(database, RebootTimeouts.standard(), 2);
    agents =
        IntStream.range(0, 6)
            .mapToObj(i -> new FakeAgent(replica, "host-" + i, Fate.BOOTS))
            .toList();
    kept = new JdbcForecastRepository(replica.jdbc);
  }

  @AfterEach
  void close() {
    replica.close();
    other.close();
  }

  @Test
  void areMadeAnewOnceWhatWasMadeHasHeldLongEnough() {
    RolloutId rollout = create(Specs.unlimited());
    LiveForecasts live = live(replica, new SimpleMeterRegistry(), EVERY);
    live.tick();
    assertThat(madeAt(rollout)).contains(NOON);

    set(NOON.plusSeconds(29));
    live.tick();
    assertThat(madeAt(rollout)).contains(NOON);

    set(NOON.plusSeconds(30));
    live.tick();
    assertThat(madeAt(rollout)).contains(NOON.plusSeconds(30));
  }

  @Test
  void areMadeOneAtABeatTheOneLongestDueFirst() {
    RolloutId first = create(Specs.unlimited().name("one"));
    RolloutId second = create(Specs.unlimited().name("two"));
    LiveForecasts live = live(replica, new SimpleMeterRegistry(), EVERY);

    live.tick();
    assertThat(List.of(madeAt(first).isPresent(), madeAt(second).isPresent()))
        .containsExactlyInAnyOrder(true, false);
    live.tick();
    assertThat(madeAt(first)).isPresent();
    assertThat(madeAt(second)).isPresent();
  }

  @Test
  void restTwentyTimesAsLongAsTheyTook() {
    RolloutId rollout = create(Specs.unlimited());
    Instant[] clock = {NOON};
    InstantSource slow = () -> clock[0] = clock[0].plusSeconds(5);
    live(replica, new SimpleMeterRegistry(), EVERY, slow).tick();

    set(NOON.plusSeconds(99));
    live(replica, new SimpleMeterRegistry(), EVERY).tick();
    assertThat(madeAt(rollout)).contains(NOON);

    set(NOON.plusSeconds(100));
    live(replica, new SimpleMeterRegistry(), EVERY).tick();
    assertThat(madeAt(rollout)).contains(NOON.plusSeconds(100));
  }

  @Test
  void areTakenByOneReplicaHoweverManyAsk() throws Exception {
    RolloutId rollout = create(Specs.unlimited());
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 10; round++) {
        CyclicBarrier start = new CyclicBarrier(2);
        List<Future<Optional<RolloutId>>> claims =
            List.of(replica, other).stream()
                .map(
                    each ->
                        threads.submit(
                            () -> {
                              start.await();
                              return new JdbcForecastRepository(each.jdbc)
                                  .claimDue(Duration.ofMinutes(2));
                            }))
                .toList();
        List<Optional<RolloutId>> got = List.of(claims.get(0).get(), claims.get(1).get());
        assertThat(got).containsExactlyInAnyOrder(Optional.of(rollout), Optional.empty());
        set(NOON.plus(Duration.ofMinutes(2L * (round + 1))));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void areMadeByAnotherReplicaWhenTheOneThatTookThemDied() {
    RolloutId rollout = create(Specs.unlimited());
    kept.claimDue(Duration.ofMinutes(2));

    LiveForecasts live = live(other, new SimpleMeterRegistry(), EVERY);
    live.tick();
    assertThat(madeAt(rollout)).isEmpty();
    set(NOON.plus(Duration.ofMinutes(2)));
    live.tick();
    assertThat(madeAt(rollout)).isPresent();
  }

  @Test
  void showTheSameFromEveryReplicaAndNothingOnceTheRolloutHasEnded() {
    RolloutId rollout = create(Specs.unlimited().deadline(NOON.plus(Duration.ofHours(6))));
    SimpleMeterRegistry one = new SimpleMeterRegistry();
    SimpleMeterRegistry two = new SimpleMeterRegistry();
    LiveForecasts live = live(replica, one, EVERY);
    live.tick();
    live(other, two, EVERY).tick();

    Forecast forecast = kept.find(rollout).orElseThrow();
    for (SimpleMeterRegistry registry : List.of(one, two)) {
      assertThat(end(registry, "50")).isEqualTo(forecast.p50().getEpochSecond());
      assertThat(end(registry, "90")).isEqualTo(forecast.p90().getEpochSecond());
      assertThat(
              registry
                  .get(Meters.ROLLOUT_DEADLINE_CHANCE.meterName())
                  .tag("rollout", "r")
                  .gauge()
                  .value())
          .isEqualTo(forecast.chanceToMeetDeadline());
    }

    runToItsEnd(rollout);
    live.tick();
    assertThat(one.find(Meters.ROLLOUT_FORECAST_END.meterName()).gauges()).isEmpty();
    assertThat(one.find(Meters.ROLLOUT_DEADLINE_CHANCE.meterName()).gauges()).isEmpty();
  }

  @Test
  void haveNoChanceWhereThereIsNoDeadline() {
    create(Specs.unlimited());
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    live(replica, registry, EVERY).tick();

    assertThat(registry.find(Meters.ROLLOUT_FORECAST_END.meterName()).gauges()).hasSize(2);
    assertThat(registry.find(Meters.ROLLOUT_DEADLINE_CHANCE.meterName()).gauges()).isEmpty();
  }

  @Test
  void areTellingWhereTheySaySomethingNew() {
    RolloutId rollout = create(Specs.unlimited().deadline(NOON.plus(Duration.ofHours(1))));
    LiveForecasts live = live(replica, new SimpleMeterRegistry(), EVERY);
    live.tick();
    set(NOON.plusSeconds(30));
    live.tick();

    assertThat(events(rollout)).containsExactly("null -> ON_TIME");

    set(NOON.plus(Duration.ofMinutes(59)));
    live.tick();
    live(other, new SimpleMeterRegistry(), EVERY).tick();

    assertThat(events(rollout)).containsExactly("null -> ON_TIME", "ON_TIME -> AT_RISK");
    assertThat(causes(rollout).get(1))
        .matches("fewer than half of the runs ever end, \\d+ % by the deadline");
  }

  @Test
  void areNotMadeOfARolloutThatIsPaused() {
    RolloutId rollout = create(Specs.unlimited());
    replica.jdbc.sql("update rollout set state = 'PAUSED', pause = 'OPERATOR'").update();

    live(replica, new SimpleMeterRegistry(), EVERY).tick();

    assertThat(madeAt(rollout)).isEmpty();
  }

  private RolloutId create(Specs specs) {
    return replica
        .rollouts
        .create(specs.image(replica.kernelImage("6.12.0").id()).spec())
        .rollout()
        .id();
  }

  private LiveForecasts live(Replica by, SimpleMeterRegistry registry, Duration every) {
    return live(by, registry, every, () -> NOON);
  }

  private LiveForecasts live(
      Replica by, SimpleMeterRegistry registry, Duration every, InstantSource clock) {
    JdbcTimingSamples samples = new JdbcTimingSamples(by.jdbc);
    return new LiveForecasts(
        new JdbcForecastRepository(by.jdbc),
        new RolloutForecasts(
            by.rolloutRepository, by.rebootRepository, new HostDownTimes(samples), samples),
        by.rolloutRepository,
        new JdbcTransitionLog(by.jdbc, by.actor),
        by.transactions,
        new FleetMeters(registry),
        clock,
        every);
  }

  private void runToItsEnd(RolloutId rollout) {
    for (int beat = 0; beat < 20; beat++) {
      replica.ticks.tick();
      agents.forEach(agent -> agent.poll(replica));
    }
    assertThat(replica.rollouts.get(rollout).rollout().state()).isEqualTo(RolloutState.COMPLETED);
  }

  private void set(Instant now) {
    replica
        .jdbc
        .sql("update set_clock.time set at = :at")
        .param("at", now.atOffset(ZoneOffset.UTC))
        .update();
  }

  private Optional<Instant> madeAt(RolloutId rollout) {
    return kept.find(rollout).map(Forecast::madeAt);
  }

  private static double end(SimpleMeterRegistry registry, String percentile) {
    return registry
        .get(Meters.ROLLOUT_FORECAST_END.meterName())
        .tag("rollout", "r")
        .tag("percentile", percentile)
        .gauge()
        .value();
  }

  private List<String> events(RolloutId rollout) {
    return replica
        .jdbc
        .sql(
            """
            select coalesce(from_state, 'null') || ' -> ' || to_state from transition
            where subject = 'FORECAST' and rollout_id = :rollout order by id
            """)
        .param("rollout", rollout.value())
        .query(String.class)
        .list();
  }

  private List<String> causes(RolloutId rollout) {
    return replica
        .jdbc
        .sql(
            """
            select cause from transition
            where subject = 'FORECAST' and rollout_id = :rollout order by id
            """)
        .param("rollout", rollout.value())
        .query(String.class)
        .list();
  }
}
