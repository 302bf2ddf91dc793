package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.store.Replica;
import io.fleetfoot.service.testing.FakeAgent;
import io.fleetfoot.service.testing.FakeAgent.Fate;
import io.fleetfoot.service.testing.TestDatabase;
import io.fleetfoot.service.testing.TestRollouts;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service that is killed at any point and starts again on the same database just goes on. */
class RestartIT {

  private TestDatabase database;
  private Replica killed;
  private List<FakeAgent> agents;
  private RolloutId rollout;

  @BeforeEach
  void create() {
    database = TestDatabase.create();
    killed = new Replica(database, RebootTimeouts.standard(), 1);
    agents =
        IntStream.range(0, 3)
            .mapToObj(number -> new FakeAgent(killed, "host-" + number, Fate.BOOTS))
            .toList();
    rollout = TestRollouts.create(killed);
  }

  @Test
  void finishesTheRolloutWhenKilledAfterEveryStep() {
    for (int starts = 0; starts < 20 && !isCompleted(); starts++) {
      killed.close();
      killed = new Replica(database, RebootTimeouts.standard(), starts);
      killed.ticks.tick();
      agents.forEach(agent -> agent.poll(killed));
    }

    assertThat(isCompleted()).isTrue();
    assertThat(agents).allSatisfy(agent -> assertThat(agent.executed()).hasSize(1));
    killed.close();
  }

  @Test
  void neverTellsAnAgentToForgetBecauseItHasNotLookedYet() {
    killed.ticks.tick();
    killed.close();

    try (Replica restarted = new Replica(database, RebootTimeouts.standard(), 2)) {
      assertThat(restarted.assignments.current(agents.get(0).id()))
          .isInstanceOf(Assignment.Stage.class);
    }
  }

  private boolean isCompleted() {
    return killed.rollouts.get(rollout).rollout().state() == RolloutState.COMPLETED;
  }
}
