package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.FailureBudget;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.store.Replica;
import io.fleetfoot.service.testing.FakeAgent;
import io.fleetfoot.service.testing.FakeAgent.Fate;
import io.fleetfoot.service.testing.TestDatabase;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two schedulers over one database, and agents that speak to either, all at the same time. */
class TwoSchedulersIT {

  private static final int HOSTS = 60;
  private static final int MAX_UNAVAILABLE = 5;
  private static final Duration BOOT_DEADLINE = Duration.ofMillis(300);

  private static final AtomicBoolean running = new AtomicBoolean(true);
  private static final ExecutorService threads = Executors.newFixedThreadPool(5);

  private static Replica first;
  private static Replica second;
  private static List<FakeAgent> agents;
  private static RolloutId rollout;

  @BeforeAll
  static void rollOut() {
    TestDatabase database = TestDatabase.create();
    first = new Replica(database, RebootTimeouts.standard(), 1);
    second = new Replica(database, RebootTimeouts.standard(), 2);
    agents = IntStream.range(0, HOSTS).mapToObj(TwoSchedulersIT::agent).toList();
    rollout = first.rollouts.create(spec(first.kernelImage("6.12.0"))).rollout().id();

    threads.execute(() -> whileRunning(first.ticks::tick));
    threads.execute(() -> whileRunning(second.ticks::tick));
    threads.execute(() -> whileRunning(() -> agents.forEach(agent -> agent.poll(first))));
    threads.execute(() -> whileRunning(() -> agents.forEach(agent -> agent.poll(second))));
    threads.execute(() -> whileRunning(TwoSchedulersIT::bringBackLostHosts));
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> first.rollouts.get(rollout).rollout().state().isTerminal());
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
  void completesTheRollout() {
    assertThat(first.rollouts.get(rollout).rollout().state()).isEqualTo(RolloutState.COMPLETED);
  }

  @Test
  void endsEachRebootAsItsHostFared() {
    Map<RebootState, Long> ends =
        first.reboots.list(rollout).stream()
            .collect(Collectors.groupingBy(known -> known.reboot().state(), Collectors.counting()));

    assertThat(ends)
        .isEqualTo(
            Map.of(
                RebootState.SUCCEEDED, HOSTS - 18L,
                RebootState.REFUSED, 6L,
                RebootState.ROLLED_BACK, 6L,
                RebootState.LOST, 6L));
  }

  @Test
  void executesEachRebootExactlyOnce() {
    assertThat(agents)
        .filteredOn(agent -> !agent.executed().isEmpty())
        .hasSize(HOSTS - 6)
        .allSatisfy(agent -> assertThat(agent.executed()).hasSize(1));
    for (String state : List.of("VERIFYING", "EXECUTING")) {
      assertThat(moves("to_state = '" + state + "'")).hasSize(HOSTS - 6).doesNotHaveDuplicates();
    }
  }

  @Test
  void endsEachRebootExactlyOnce() {
    assertThat(
            moves(
                "to_state in ('SUCCEEDED', 'REFUSED', 'FAILED', 'DID_NOT_REBOOT', 'WRONG_KERNEL',"
                    + " 'ROLLED_BACK', 'LOST', 'ABORTED')"))
        .hasSize(HOSTS)
        .doesNotHaveDuplicates();
  }

  @Test
  void neverLetsMoreHostsBeDownThanMaxUnavailable() {
    Set<UUID> down = new HashSet<>();
    int most = 0;
    for (Map<String, Object> move :
        first
            .jdbc
            .sql("select subject_id, to_state from transition where subject = 'HOST' order by id")
            .query()
            .listOfRows()) {
      UUID host = (UUID) move.get("subject_id");
      if (move.get("to_state").equals("DOWN")) {
        down.add(host);
      } else {
        down.remove(host);
      }
      most = Math.max(most, down.size());
    }

    assertThat(most).isLessThanOrEqualTo(MAX_UNAVAILABLE).isGreaterThan(1);
  }

  @Test
  void countsEachEndOnOneReplicaOnly() {
    assertThat(ended(first) + ended(second)).isEqualTo(HOSTS);
  }

  @Test
  void bothReplicasTookPart() {
    assertThat(ended(first)).isPositive();
    assertThat(ended(second)).isPositive();
  }

  private static double ended(Replica replica) {
    return replica.registry.find(Meters.REBOOTS.meterName()).counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  private static List<UUID> moves(String condition) {
    return first
        .jdbc
        .sql("select subject_id from transition where subject = 'REBOOT' and " + condition)
        .query(UUID.class)
        .list();
  }

  private static void bringBackLostHosts() {
    for (FakeAgent agent : agents) {
      if (agent.isDark() && first.rebootRepository.findActive(agent.id()).isEmpty()) {
        agent.comeBack(second);
      }
    }
  }

  private static void whileRunning(Runnable work) {
    while (running.get()) {
      work.run();
    }
  }

  private static FakeAgent agent(int number) {
    Fate fate =
        switch (number % 10) {
          case 3 -> Fate.REFUSES;
          case 5 -> Fate.ROLLS_BACK;
          case 7 -> Fate.FALLS_SILENT;
          default -> Fate.BOOTS;
        };
    return new FakeAgent(first, "host-%02d".formatted(number), fate);
  }

  private static RolloutSpec spec(KernelImage image) {
    return new RolloutSpec(
        "two schedulers",
        image.id(),
        HostSelector.everyHost(),
        List.of(HostAmount.hosts(1), HostAmount.hosts(10), HostAmount.percent(100)),
        new DisruptionBudget(HostAmount.hosts(MAX_UNAVAILABLE)),
        new FailureBudget(HOSTS),
        Duration.ZERO,
        BOOT_DEADLINE,
        DrainPolicy.full());
  }
}
