package io.fleetfoot.service.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.rollout.uptime.HostUptime;
import io.fleetfoot.service.rollout.uptime.HostUptime.Standing;
import io.fleetfoot.service.rollout.uptime.UptimePolicy;
import io.fleetfoot.service.rollout.uptime.UptimeTerms;
import io.fleetfoot.service.scheduler.KeptUptimePolicy;
import io.fleetfoot.service.scheduler.Meters;
import io.fleetfoot.service.scheduler.RebootTimeouts;
import io.fleetfoot.service.scheduler.Rollouts;
import io.fleetfoot.service.scheduler.UptimeFigures;
import io.fleetfoot.service.scheduler.UptimeMeters;
import io.fleetfoot.service.scheduler.UptimePolicies;
import io.fleetfoot.service.scheduler.UptimeRounds;
import io.fleetfoot.service.testing.FakeAgent;
import io.fleetfoot.service.testing.FakeAgent.Fate;
import io.fleetfoot.service.testing.Specs;
import io.fleetfoot.service.testing.TestDatabase;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uptime policies over two replicas and a database whose clock is set. */
class UptimeRoundsIT {

  private static final Instant NOON = Instant.parse("2026-03-03T12:00:00Z");
  private static final Duration EVERY = Duration.ofMinutes(5);
  private static final Duration TEN_DAYS = Duration.ofDays(10);
  private static final Map<String, Object> REBOOT =
      Map.of("methods", List.of("firmware"), "maxUnavailable", "100%");

  private Replica replica;
  private Replica other;
  private List<FakeAgent> agents;
  private UptimePolicies policies;
  private UptimeRounds rounds;
  private Instant now = NOON;

  @BeforeEach
  void registerHosts() {
    TestDatabase database = TestDatabase.createWithSetClock("timestamptz '" + NOON + "'");
    replica = new Replica(database, RebootTimeouts.standard(), 1);
    other = new Replica(database, RebootTimeouts.standard(), 2);
    agents =
        IntStream.range(0, 10)
            .mapToObj(i -> new FakeAgent(replica, "host-" + i, Fate.BOOTS))
            .toList();
    policies = policies(replica);
    rounds = rounds(replica, new SimpleMeterRegistry());
  }

  @AfterEach
  void close() {
    replica.close();
    other.close();
  }

  @Test
  void startARolloutADayOverTheHostsWhoseTurnItIsUntilNoneIsUpForTooLong() {
    haveBeenUpFor(Duration.ofDays(12));
    KeptUptimePolicy policy = policies.create(policy("often", REBOOT));

    List<Integer> perDay = new ArrayList<>();
    for (int day = 0; day < 5; day++) {
      rounds.tick();
      Rollouts.Overview started = last(policy);
      perDay.add(started.members().size());
      runToItsEnd(started.rollout().id());
      set(now.plus(Duration.ofDays(1)));
    }

    assertThat(perDay).as("twice the even number a day").containsOnly(2);
    assertThat(agents).allMatch(agent -> agent.executed().size() == 1);
    rounds.tick();
    assertThat(rollouts()).hasSize(5);
    assertThat(policies.get(policy.id()).figures())
        .isEqualTo(new UptimeFigures(now, 10, 0, 0, NOON));
  }

  @Test
  void nameTheHostsInARolloutThatSaysWhoseItIs() {
    haveBeenUpFor(Duration.ofDays(12));
    KeptUptimePolicy policy = policies.create(policy("often", REBOOT));

    rounds.tick();

    Rollouts.Overview started = last(policy);
    assertThat(started.rollout().spec().name()).isEqualTo("often");
    assertThat(started.rollout().course().createdBy()).isEqualTo("uptime-policy:often");
    assertThat(started.rollout().spec().policy().deadline())
        .isEqualTo(NOON.plus(Duration.ofDays(1)));
    assertThat(replica.hostRepository.list(started.rollout().spec().selector()))
        .hasSize(2)
        .allSatisfy(
            host ->
                assertThat(started.members()).anyMatch(member -> member.host().equals(host.id())));
    assertThat(events(policy))
        .containsExactly(
            "service null -> ACTIVE created: often",
            "uptime-policy:often ACTIVE -> ACTIVE started over 2 of 10 hosts");
  }

  @Test
  void startOnlyOneHoweverManyReplicasTickAndNoOtherWhileItIsOpen() throws Exception {
    haveBeenUpFor(Duration.ofDays(12));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int i = 0; i < 5; i++) {
        policies.create(policy("policy-" + i, REBOOT));
      }
      CyclicBarrier start = new CyclicBarrier(2);
      List<Future<?>> ticks = new ArrayList<>();
      for (Replica each : List.of(replica, other)) {
        UptimeRounds own = rounds(each, new SimpleMeterRegistry());
        ticks.add(
            threads.submit(
                () -> {
                  start.await();
                  own.tick();
                  return null;
                }));
      }
      for (Future<?> tick : ticks) {
        tick.get();
      }
    } finally {
      threads.shutdownNow();
    }

    rounds.tick();
    List<Map<String, Object>> started = started();
    assertThat(started).hasSize(5);
    assertThat(started).extracting(row -> row.get("policy_id")).doesNotHaveDuplicates();
    assertThat(hostsOfRollouts()).as("no host is in two rollouts").doesNotHaveDuplicates();

    set(NOON.plus(Duration.ofHours(1)));
    rounds.tick();
    set(NOON.plus(Duration.ofHours(13)));
    rounds.tick();
    assertThat(started()).hasSameSizeAs(started);
  }

  @Test
  void areLookedAtByAnotherReplicaWhenTheOneThatBeganDied() {
    haveBeenUpFor(Duration.ofDays(12));
    KeptUptimePolicy policy = policies.create(policy("often", REBOOT));
    JdbcUptimePolicyRepository dying = repository(other);

    assertThatThrownBy(
            () ->
                other.transactions.run(
                    () -> {
                      assertThat(dying.claimDue()).isPresent();
                      RolloutId started =
                          other
                              .rollouts
                              .create(Specs.plainReboot().name("half begun").spec())
                              .rollout()
                              .id();
                      dying.keepStart(
                          policy.id(), started, NOON.atZone(ZoneOffset.UTC).toLocalDate());
                      throw new IllegalStateException("killed");
                    }))
        .hasMessage("killed");
    assertThat(rollouts()).isEmpty();

    rounds.tick();
    assertThat(last(policy).rollout().spec().name()).isEqualTo("often");
  }

  @Test
  void startNothingWhilePausedOrOnceDeleted() {
    haveBeenUpFor(Duration.ofDays(12));
    KeptUptimePolicy paused = policies.create(policy("paused", REBOOT));
    KeptUptimePolicy deleted = policies.create(policy("deleted", REBOOT));
    policies.turn(paused.id(), KeptUptimePolicy.State.PAUSED, OptionalLong.empty());
    policies.delete(deleted.id(), OptionalLong.empty());

    rounds.tick();
    assertThat(rollouts()).isEmpty();
    assertThat(policies.get(paused.id()).figures().exceeded()).isEqualTo(10);

    policies.turn(paused.id(), KeptUptimePolicy.State.ACTIVE, OptionalLong.empty());
    rounds.tick();
    assertThat(last(paused).members()).hasSize(2);
    assertThat(events(paused))
        .containsSequence(
            "service ACTIVE -> PAUSED paused: paused", "service PAUSED -> ACTIVE resumed: paused");
    assertThat(events(deleted)).endsWith("service ACTIVE -> DELETED deleted: deleted");
  }

  @Test
  void aHostThatAnotherRolloutRebootsMeanwhileDropsOut() {
    haveBeenUpFor(Duration.ofDays(12));
    KeptUptimePolicy policy = policies.create(policy("often", REBOOT));
    rounds.tick();
    RolloutId hygiene = last(policy).rollout().id();
    RolloutId kernel =
        replica
            .rollouts
            .create(
                Specs.unlimited()
                    .image(replica.kernelImage("6.12.0").id())
                    .deadline(NOON.plus(Duration.ofHours(1)))
                    .spec())
            .rollout()
            .id();

    set(NOON.plusSeconds(60));
    runToItsEnd(kernel);
    runToItsEnd(hygiene);

    assertThat(agents).allMatch(agent -> agent.executed().size() == 1);
    assertThat(replica.reboots.list(hygiene))
        .hasSize(2)
        .allSatisfy(
            record -> {
              assertThat(record.reboot().state()).isEqualTo(RebootState.SUCCEEDED);
              assertThat(record.reboot().reason()).startsWith("proven by reboot ");
            });
    set(now.plus(Duration.ofDays(1)));
    rounds.tick();
    assertThat(rollouts()).as("every host has booted by then").hasSize(2);
  }

  @Test
  void aHostThatAnotherRolloutHasIsLeftToIt() {
    haveBeenUpFor(Duration.ofDays(12));
    replica.rollouts.create(Specs.unlimited().image(replica.kernelImage("6.12.0").id()).spec());
    KeptUptimePolicy policy = policies.create(policy("often", REBOOT));

    rounds.tick();

    assertThat(policies.get(policy.id()).last()).isNull();
    assertThat(policies.preview(policy.id(), 1).hosts())
        .extracting(HostUptime::standing)
        .containsOnly(Standing.IN_ROLLOUT);
  }

  @Test
  void aHostThatRunsTheKernelImageAlreadyIsRebootedIntoItAgain() {
    var image = replica.kernelImage("6.12.0");
    runToItsEnd(replica.rollouts.create(Specs.unlimited().image(image.id()).spec()).rollout().id());
    haveBeenUpFor(Duration.ofDays(12));
    set(NOON.plus(Duration.ofHours(1)));
    KeptUptimePolicy policy =
        policies.create(
            policy(
                "often", Map.of("kernelImage", image.id().toString(), "maxUnavailable", "100%")));

    rounds.tick();
    runToItsEnd(last(policy).rollout().id());

    assertThat(agents.stream().filter(agent -> agent.executed().size() == 2)).hasSize(2);
    assertThat(agents.stream().filter(agent -> agent.executed().size() == 1)).hasSize(8);
  }

  @Test
  void hostsThatAreDownOrSilentWaitUntilTheyAreNot() {
    haveBeenUpFor(Duration.ofDays(12));
    replica
        .jdbc
        .sql("update host set availability = 'DOWN' where hostname in ('host-0', 'host-1')")
        .update();
    replica
        .jdbc
        .sql("update host set last_seen_at = now() - interval '1 h' where hostname = 'host-2'")
        .update();
    KeptUptimePolicy policy = policies.create(policy("often", REBOOT));

    UptimePolicies.Preview preview = policies.preview(policy.id(), 20);

    Set<String> planned =
        preview.days().stream()
            .flatMap(day -> day.hosts().stream())
            .map(id -> replica.hostRepository.find(id).orElseThrow().facts().hostname())
            .collect(Collectors.toSet());
    assertThat(planned).hasSize(7).doesNotContain("host-0", "host-1", "host-2");
    rounds.tick();
    assertThat(policies.get(policy.id()).figures().exceeded()).isEqualTo(7);
  }

  @Test
  void howLongAHostHasBeenUpIsKnownOnceItsBootWasSeen() {
    FakeAgent agent = agents.get(0);
    assertThat(uptime(agent).isKnown()).isFalse();
    assertThat(uptime(agent).since()).isEqualTo(NOON);

    RolloutId rollout =
        replica.rollouts.create(Specs.plainReboot().selector(Map.of()).spec()).rollout().id();
    set(NOON.plusSeconds(30));
    runToItsEnd(rollout);
    assertThat(uptime(agent).isKnown()).isTrue();
    assertThat(uptime(agent).since()).isEqualTo(NOON.plusSeconds(30));
    assertThat(uptime(agent).after()).isBetween(NOON, NOON.plusSeconds(30));

    set(NOON.plus(Duration.ofHours(2)));
    agent.comeBack(replica);
    assertThat(uptime(agent).since())
        .as("the agent alone began anew")
        .isEqualTo(NOON.plusSeconds(30));
  }

  @Test
  void aPolicyThatCannotStartWhatItHasToSaysSoOnceAndKeepsNoOtherFromIt() {
    haveBeenUpFor(Duration.ofDays(12));
    KeptUptimePolicy stuck =
        policies.create(
            policy(
                "stuck",
                Map.of("methods", List.of("firmware"), "maxUnavailable", 1, "soak", "P1D")));
    KeptUptimePolicy fine = policies.create(policy("fine", REBOOT));

    rounds.tick();
    set(NOON.plus(EVERY));
    rounds.tick();

    assertThat(last(fine).members()).isNotEmpty();
    KeptUptimePolicy kept = policies.get(stuck.id());
    assertThat(kept.fault()).contains("take").contains("turns");
    assertThat(kept.figures().hosts()).isEqualTo(10);
    assertThat(kept.dueAt()).isEqualTo(now.plus(EVERY));
    assertThat(events(stuck))
        .hasSize(2)
        .last()
        .asString()
        .startsWith("uptime-policy:stuck ACTIVE -> ACTIVE could start no rollout: ");
  }

  @Test
  void aPolicyWhoseRolloutWasStoppedIsPausedUntilSomebodyResumesIt() {
    haveBeenUpFor(Duration.ofDays(12));
    agents.forEach(agent -> agent.become(Fate.REFUSES));
    KeptUptimePolicy policy = policies.create(policy("often", REBOOT));
    rounds.tick();
    RolloutId stopped = last(policy).rollout().id();
    runUntilItEnds(stopped);
    assertThat(state(stopped)).isEqualTo(RolloutState.STOPPED);

    set(now.plus(Duration.ofDays(1)));
    rounds.tick();

    assertThat(policies.get(policy.id()).state()).isEqualTo(KeptUptimePolicy.State.PAUSED);
    assertThat(rollouts()).hasSize(1);
    assertThat(events(policy))
        .last()
        .isEqualTo(
            "uptime-policy:often ACTIVE -> PAUSED rollout %s was stopped; look at it, and resume the policy"
                .formatted(stopped));

    policies.turn(policy.id(), KeptUptimePolicy.State.ACTIVE, OptionalLong.empty());
    rounds.tick();
    assertThat(rollouts()).hasSize(2);
  }

  @Test
  void showTheSameFiguresFromEveryReplica() {
    haveBeenUpFor(Duration.ofDays(12));
    replica.jdbc.sql("update host set boot_after = null where hostname = 'host-7'").update();
    policies.create(policy("often", REBOOT));
    SimpleMeterRegistry one = new SimpleMeterRegistry();
    SimpleMeterRegistry two = new SimpleMeterRegistry();
    rounds(replica, one).tick();
    rounds(other, two).tick();

    for (SimpleMeterRegistry registry : List.of(one, two)) {
      assertThat(figures(registry))
          .contains(
              entry(Meters.UPTIME_EXCEEDED, 10.0),
              entry(Meters.UPTIME_UNKNOWN, 1.0),
              entry(Meters.UPTIME_OLDEST, (double) Duration.ofDays(12).toSeconds()));
    }
  }

  private static Map<Meters, Double> figures(SimpleMeterRegistry registry) {
    return List.of(Meters.UPTIME_EXCEEDED, Meters.UPTIME_UNKNOWN, Meters.UPTIME_OLDEST).stream()
        .collect(
            Collectors.toMap(
                meter -> meter,
                meter -> {
                  Gauge gauge = registry.get(meter.meterName()).tag("policy", "often").gauge();
                  return gauge.value();
                }));
  }

  private static UptimePolicy policy(String name, Map<String, Object> rollout) {
    return new UptimePolicy(
        name, HostSelector.everyHost(), new UptimeTerms(TEN_DAYS, Duration.ZERO, null), rollout);
  }

  private static JdbcUptimePolicyRepository repository(Replica by) {
    return new JdbcUptimePolicyRepository(by.jdbc, by.actor);
  }

  private static JdbcHostUptimes uptimes(Replica by) {
    return new JdbcHostUptimes(by.jdbc, by.hostRepository);
  }

  private static UptimePolicies policies(Replica by) {
    return new UptimePolicies(
        repository(by),
        uptimes(by),
        by.rolloutRepository,
        by.rollouts,
        RebootTimeouts.standard(),
        new JdbcTransitionLog(by.jdbc, by.actor),
        by.transactions,
        Replica.SILENCE);
  }

  private static UptimeRounds rounds(Replica by, SimpleMeterRegistry registry) {
    return new UptimeRounds(
        repository(by),
        uptimes(by),
        by.rolloutRepository,
        by.rollouts,
        RebootTimeouts.standard(),
        new JdbcTransitionLog(by.jdbc, by.actor),
        by.transactions,
        by.actor,
        new UptimeMeters(registry),
        Replica.SILENCE,
        EVERY);
  }

  private void haveBeenUpFor(Duration uptime) {
    replica
        .jdbc
        .sql("update host set boot_heard_at = :since, boot_after = :since")
        .param("since", now.minus(uptime).atOffset(ZoneOffset.UTC))
        .update();
  }

  /** Time passes, and agents are heard. */
  private void set(Instant time) {
    now = time;
    replica
        .jdbc
        .sql("update set_clock.time set at = :at")
        .param("at", time.atOffset(ZoneOffset.UTC))
        .update();
    replica.jdbc.sql("update host set last_seen_at = now()").update();
  }

  private void runToItsEnd(RolloutId rollout) {
    runUntilItEnds(rollout);
    assertThat(state(rollout)).isEqualTo(RolloutState.COMPLETED);
  }

  private void runUntilItEnds(RolloutId rollout) {
    for (int beat = 0; beat < 30 && !state(rollout).isTerminal(); beat++) {
      replica.ticks.tick();
      agents.forEach(agent -> agent.poll(replica));
    }
  }

  private RolloutState state(RolloutId rollout) {
    return replica.rollouts.get(rollout).rollout().state();
  }

  private Rollouts.Overview last(KeptUptimePolicy policy) {
    KeptUptimePolicy.Started last = policies.get(policy.id()).last();
    assertThat(last).as("the last rollout of policy " + policy.policy().name()).isNotNull();
    return replica.rollouts.get(last.rollout());
  }

  private HostUptime uptime(FakeAgent agent) {
    return uptimes(replica).list(HostSelector.everyHost(), Replica.SILENCE).stream()
        .filter(host -> host.host().equals(agent.id()))
        .findFirst()
        .orElseThrow();
  }

  private List<RolloutId> rollouts() {
    return replica.rollouts.list().stream().map(overview -> overview.rollout().id()).toList();
  }

  private List<Map<String, Object>> started() {
    return replica.jdbc.sql("select policy_id, day from uptime_rollout").query().listOfRows();
  }

  private List<UUID> hostsOfRollouts() {
    return replica.jdbc.sql("select host_id from reboot").query(UUID.class).list();
  }

  private List<String> events(KeptUptimePolicy policy) {
    return replica
        .jdbc
        .sql(
            """
            select actor || ' ' || coalesce(from_state, 'null') || ' -> ' || to_state || ' ' || cause
            from transition
            where subject = 'UPTIME_POLICY' and subject_id = :id order by id
            """)
        .param("id", policy.id())
        .query(String.class)
        .list();
  }
}
