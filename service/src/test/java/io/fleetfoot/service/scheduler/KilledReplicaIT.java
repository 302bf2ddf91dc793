package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.store.Replica;
import io.fleetfoot.service.testing.FakeAgent;
import io.fleetfoot.service.testing.FakeAgent.Fate;
import io.fleetfoot.service.testing.TestDatabase;
import io.fleetfoot.service.testing.TestRollouts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionException;

/**
 * A replica that stops in the middle of a step and says no goodbye: its connection stays open, as
 * that of a machine that lost its power does, and holds the rows that it had locked.
 */
class KilledReplicaIT {

  private static final Duration LONG = Duration.ofMinutes(2);

  private final ExecutorService threads = Executors.newSingleThreadExecutor();
  private final CountDownLatch inMidStep = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);
  private Replica killed;
  private Replica other;
  private List<FakeAgent> agents;
  private RolloutId rollout;

  @BeforeEach
  void create() {
    TestDatabase database = TestDatabase.create();
    killed = new Replica(database, RebootTimeouts.standard(), 1);
    other = new Replica(database, RebootTimeouts.standard(), 2);
    agents =
        List.of(
            new FakeAgent(killed, "host-1", Fate.BOOTS),
            new FakeAgent(killed, "host-2", Fate.BOOTS));
    rollout = TestRollouts.create(killed);
  }

  @AfterEach
  void close() {
    end.countDown();
    threads.shutdownNow();
    killed.close();
    other.close();
  }

  @Test
  void leavesItsWorkToTheOthers() throws InterruptedException {
    threads.execute(this::stopInMidStep);
    inMidStep.await();
    other.ticks.tick();
    assertThat(other.reboots.list(rollout))
        .allMatch(row -> row.reboot().state() == RebootState.QUEUED);

    await()
        .atMost(LONG)
        .until(
            () -> {
              other.ticks.tick();
              agents.forEach(agent -> agent.poll(other));
              return other.rollouts.get(rollout).rollout().state().isTerminal();
            });

    assertThat(other.rollouts.get(rollout).rollout().state()).isEqualTo(RolloutState.COMPLETED);
    assertThat(agents).allSatisfy(agent -> assertThat(agent.executed()).hasSize(1));
  }

  /** It has the rollout and a reboot locked, has moved the reboot, and never commits. */
  private void stopInMidStep() {
    assertThatExceptionOfType(TransactionException.class).isThrownBy(this::stepWithoutEnd);
  }

  private void stepWithoutEnd() {
    killed.transactions.run(
        () -> {
          assertThat(killed.rolloutRepository.claim(rollout)).isPresent();
          killed.reboots.move(
              killed.reboots.list(rollout).get(0).reboot(), new RebootEvent.StageAsked());
          inMidStep.countDown();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return rollout;
        });
  }
}
