package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.store.Replica;
import io.fleetfoot.service.testing.FakeAgent;
import io.fleetfoot.service.testing.FakeAgent.Fate;
import io.fleetfoot.service.testing.Specs;
import io.fleetfoot.service.testing.TestDatabase;
import io.fleetfoot.service.testing.TestRollouts;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which host is told that its boot is proven. */
class CommitIT {

  private Replica service;

  @BeforeEach
  void start() {
    service = new Replica(TestDatabase.create(), RebootTimeouts.standard(), 1);
  }

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void tellsAHostOfTheRebootThatItsBootIsProvenBy() {
    FakeAgent agent = new FakeAgent(service, "host-1", Fate.BOOTS);
    RolloutId rollout = TestRollouts.create(service);

    work(agent);

    assertThat(state(rollout)).isEqualTo(RebootState.SUCCEEDED);
    assertThat(assignment(agent))
        .isEqualTo(new Assignment.Idle(new Assignment.Commit(agent.executed().get(0), "6.12.0")));
  }

  @Test
  void tellsNothingWhileTheBootIsInItsSoak() {
    FakeAgent agent = new FakeAgent(service, "host-1", Fate.BOOTS);
    RolloutId rollout = TestRollouts.create(service, Duration.ofHours(1), Duration.ofMinutes(10));

    work(agent);

    assertThat(state(rollout)).isEqualTo(RebootState.PROVING);
    assertThat(assignment(agent)).isEqualTo(new Assignment.Idle());
  }

  @Test
  void recordsAResetDuringProbationAsRolledBackAndTellsNothing() {
    FakeAgent agent = new FakeAgent(service, "host-1", Fate.ROLLS_BACK);
    RolloutId rollout = TestRollouts.create(service);

    work(agent);

    assertThat(state(rollout)).isEqualTo(RebootState.ROLLED_BACK);
    assertThat(assignment(agent)).isEqualTo(new Assignment.Idle());
  }

  @Test
  void tellsNothingOnceTheHostHasLeftThatBoot() {
    FakeAgent agent = new FakeAgent(service, "host-1", Fate.BOOTS);
    TestRollouts.create(service);
    work(agent);

    service.jdbc.sql("update host set boot_id = 'another'").update();

    assertThat(assignment(agent)).isEqualTo(new Assignment.Idle());
  }

  @Test
  void tellsNothingAfterAPlainRebootWhichChoseNoKernel() {
    FakeAgent agent = new FakeAgent(service, "host-1", Fate.BOOTS);
    RolloutId rollout = service.rollouts.create(Specs.plainReboot().spec()).rollout().id();

    work(agent);

    assertThat(state(rollout)).isEqualTo(RebootState.SUCCEEDED);
    assertThat(assignment(agent)).isEqualTo(new Assignment.Idle());
  }

  private void work(FakeAgent agent) {
    for (int tick = 0; tick < 5; tick++) {
      service.ticks.tick();
      agent.poll(service);
    }
  }

  private Assignment assignment(FakeAgent agent) {
    service.ticks.tickSlowly();
    return service.assignments.current(agent.id());
  }

  private RebootState state(RolloutId rollout) {
    return TestRollouts.onlyReboot(service, rollout).state();
  }
}
