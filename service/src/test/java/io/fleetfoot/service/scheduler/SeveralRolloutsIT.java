package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetfoot.service.fleet.FactLabels;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.LabelRequirement;
import io.fleetfoot.service.fleet.LabelRequirement.Operator;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.DomainLimit;
import io.fleetfoot.service.rollout.RolloutLimits;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.store.Replica;
import io.fleetfoot.service.testing.FakeAgent;
import io.fleetfoot.service.testing.Specs;
import io.fleetfoot.service.testing.TestDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Three rollouts over one fleet, decided by two schedulers at the same time. */
class SeveralRolloutsIT {

  private static final int HOSTS = 48;
  private static final int RACKS = 6;
  private static final int FLEET_LIMIT = 6;
  private static final int WEB_LIMIT = 2;
  private static final int DB_LIMIT = 1;

  private static final AtomicBoolean running = new AtomicBoolean(true);
  private static final ExecutorService threads = Executors.newFixedThreadPool(4);

  private static Replica first;
  private static Replica second;
  private static List<FakeAgent> agents;
  private static Map<UUID, Integer> numbers;
  private static List<RolloutId> rollouts;

  @BeforeAll
  static void rollOut() {
    TestDatabase database = TestDatabase.create();
    var limits =
        RolloutLimits.ofFleet(
            HostAmount.hosts(FLEET_LIMIT),
            null,
            List.of(new DomainLimit("rack", HostAmount.hosts(1), null)),
            "the house");
    first = new Replica(database, 1, limits);
    second = new Replica(database, 2, limits);
    agents = IntStream.range(0, HOSTS).mapToObj(SeveralRolloutsIT::agent).toList();
    numbers =
        IntStream.range(0, HOSTS)
            .boxed()
            .collect(Collectors.toMap(number -> agents.get(number).id().value(), n -> n));
    rollouts =
        Stream.of(
                Specs.unlimited()
                    .name("web")
                    .image(first.kernelImage("6.12.1").id())
                    .selector(Map.of("role", "web"))
                    .maxUnavailable(HostAmount.hosts(WEB_LIMIT)),
                Specs.unlimited()
                    .name("db")
                    .image(first.kernelImage("6.12.2").id())
                    .selector(byHostname(number -> !isWeb(number)))
                    .maxUnavailable(HostAmount.hosts(DB_LIMIT)),
                Specs.unlimited().name("all").image(first.kernelImage("6.12.3").id()))
            .map(specs -> first.rollouts.create(specs.spec()).rollout().id())
            .toList();

    threads.execute(() -> whileRunning(first.ticks::tick));
    threads.execute(() -> whileRunning(second.ticks::tick));
    threads.execute(() -> whileRunning(() -> agents.forEach(agent -> agent.poll(first))));
    threads.execute(() -> whileRunning(() -> agents.forEach(agent -> agent.poll(second))));
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                rollouts.stream()
                    .allMatch(id -> first.rollouts.get(id).rollout().state().isTerminal()));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    running.set(false);
    threads.shutdown();
    threads.awaitTermination(10, TimeUnit.SECONDS);
    first.close();
    second.close();
  }

  @Test
  void completesEveryRollout() {
    assertThat(rollouts)
        .extracting(id -> first.rollouts.get(id).rollout().state())
        .containsOnly(RolloutState.COMPLETED);
  }

  @Test
  void rebootsEachHostOnceForEachKernelImageThatIsWantedOfIt() {
    assertThat(agents).allSatisfy(agent -> assertThat(agent.executed()).hasSize(2));
  }

  @Test
  void keepsTheLimitOfTheFleetOverAllRolloutsTogether() {
    assertThat(mostDown(number -> true)).isLessThanOrEqualTo(FLEET_LIMIT).isGreaterThan(1);
  }

  @Test
  void keepsTheLimitOfEachRackOverAllRolloutsTogether() {
    for (int rack = 0; rack < RACKS; rack++) {
      int number = rack;
      assertThat(mostDown(host -> host % RACKS == number)).isEqualTo(1);
    }
  }

  @Test
  void keepsTheLimitOfARolloutForHostsThatAnotherOneTakesDownWhileItRuns() {
    assertThat(mostDown(SeveralRolloutsIT::isWeb, rollouts.get(0))).isLessThanOrEqualTo(WEB_LIMIT);
  }

  @Test
  void keepsTheLimitOfARolloutThatChoosesItsHostsByAFact() {
    assertThat(mostDown(number -> !isWeb(number), rollouts.get(1))).isEqualTo(DB_LIMIT);
  }

  @Test
  void bothReplicasAdmitted() {
    assertThat(refused(first) + refused(second)).isZero();
    assertThat(ended(first)).isPositive();
    assertThat(ended(second)).isPositive();
  }

  private static int mostDown(Predicate<Integer> counted) {
    return mostDown(counted, null);
  }

  /** Replays the outbox, up to the end of the rollout if there is one. */
  private static int mostDown(Predicate<Integer> counted, RolloutId until) {
    Set<UUID> down = new HashSet<>();
    int most = 0;
    for (Map<String, Object> move :
        first
            .jdbc
            .sql("select subject, subject_id, to_state from transition order by id")
            .query()
            .listOfRows()) {
      UUID subject = (UUID) move.get("subject_id");
      if (until != null
          && subject.equals(until.value())
          && move.get("to_state").equals("COMPLETED")) {
        return most;
      }
      if (move.get("subject").equals("HOST") && counted.test(numbers.get(subject))) {
        if (move.get("to_state").equals("DOWN")) {
          down.add(subject);
        } else {
          down.remove(subject);
        }
      }
      most = Math.max(most, down.size());
    }
    return most;
  }

  private static double ended(Replica replica) {
    return replica.registry.find(Meters.REBOOTS.meterName()).counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  private static double refused(Replica replica) {
    return replica.registry.get(Meters.CERTIFICATES_REFUSED.meterName()).counter().count();
  }

  private static void whileRunning(Runnable work) {
    while (running.get()) {
      work.run();
    }
  }

  private static HostSelector byHostname(IntPredicate chosen) {
    List<String> names =
        IntStream.range(0, HOSTS).filter(chosen).mapToObj(SeveralRolloutsIT::hostname).toList();
    return new HostSelector(
        Map.of(), List.of(new LabelRequirement(FactLabels.HOSTNAME, Operator.IN, names)));
  }

  private static String hostname(int number) {
    return "host-%02d".formatted(number);
  }

  private static boolean isWeb(int number) {
    return number % 2 == 0;
  }

  private static FakeAgent agent(int number) {
    Map<String, String> labels = new HashMap<>();
    labels.put("rack", "r" + number % RACKS);
    labels.put("role", isWeb(number) ? "web" : "db");
    return new FakeAgent(first, hostname(number), FakeAgent.Fate.BOOTS, new Labels(labels));
  }
}
