package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.store.Replica;
import io.fleetfoot.service.testing.FakeAgent;
import io.fleetfoot.service.testing.FakeAgent.Fate;
import io.fleetfoot.service.testing.TestDatabase;
import io.fleetfoot.service.testing.TestRollouts;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SweeperIT {

  private Replica service;
  private FakeAgent agent;

  @BeforeEach
  void register() {
    service = new Replica(TestDatabase.create(), RebootTimeouts.standard(), 1);
    agent = new FakeAgent(service, "host-1", Fate.FALLS_SILENT);
  }

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void losesAHostThatIsSilentWhileItStagesAndStopsItsRollout() {
    RolloutId rollout = TestRollouts.create(service);
    service.ticks.tick();
    passDeadline();
    service.jdbc.sql("update host set last_seen_at = now() - interval '2 minutes'").update();

    service.ticks.tick();

    assertThat(reboot(rollout).state()).isEqualTo(RebootState.LOST);
    assertThat(service.hosts.get(agent.id()).isDown()).isTrue();
    assertThat(service.rollouts.get(rollout).rollout().state()).isEqualTo(RolloutState.STOPPED);
  }

  @Test
  void letsNoSilentHostGoUntilItSpeaks() {
    RolloutId rollout = TestRollouts.create(service);
    service.ticks.tick();
    agent.poll(service);
    service.jdbc.sql("update host set last_seen_at = now() - interval '80 s'").update();

    service.ticks.tick();

    assertThat(reboot(rollout).state()).isEqualTo(RebootState.READY);
    assertThat(service.hosts.get(agent.id()).isDown()).isFalse();
    assertThat(service.hosts.get(agent.id()).availability().reason()).isEqualTo("registered");
    assertThat(service.whyNot.host(agent.id()).checks().get(4))
        .satisfies(
            check -> {
              assertThat(check.isPassed()).isFalse();
              assertThat(check.detail()).startsWith("the host's agent has said nothing since ");
            });

    service.seenHosts.add(agent.id());
    service.seenHosts.flush();
    service.ticks.tick();

    assertThat(reboot(rollout).state()).isEqualTo(RebootState.VERIFYING);
  }

  @Test
  void givesASilentHostTheTimeToBeHeardAfterAStartThatItsAgentCouldNotKnowOf() {
    RolloutId rollout = TestRollouts.create(service);
    service.ticks.tick();
    agent.poll(service);
    service.jdbc.sql("update host set last_seen_at = now() - interval '1 day'").update();

    service.ticks.tick();

    assertThat(reboot(rollout).state()).isEqualTo(RebootState.READY);
  }

  @Test
  void failsAHostThatSpeaksButDoesNotGetOn() {
    RolloutId rollout = TestRollouts.create(service);
    service.ticks.tick();
    passDeadline();

    service.ticks.tick();

    assertThat(reboot(rollout).state()).isEqualTo(RebootState.FAILED);
    assertThat(service.hosts.get(agent.id()).isDown()).isFalse();
  }

  @Test
  void losesAHostThatNeverComesBack() {
    RolloutId rollout = TestRollouts.create(service, Duration.ZERO, Duration.ofMillis(1));
    execute();

    service.ticks.tick();

    assertThat(reboot(rollout).state()).isEqualTo(RebootState.LOST);
    assertThat(reboot(rollout).evidence().bootProof()).isFalse();
    assertThat(service.hosts.get(agent.id()).availability().reason())
        .contains("its deadline passed");
  }

  @Test
  void sweepsNothingInTheGraceAfterAStart() {
    RolloutId rollout = TestRollouts.create(service);
    service.ticks.tick();
    passDeadline();
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    Sweeper restarted =
        new Sweeper(
            service.rebootRepository,
            service.reboots,
            service.transactions,
            PowerCycle.none(),
            Replica.SILENCE,
            Duration.ofSeconds(30),
            now::get);

    now.set(Instant.EPOCH.plusSeconds(29));
    restarted.tick();
    assertThat(reboot(rollout).state()).isEqualTo(RebootState.STAGING);

    now.set(Instant.EPOCH.plusSeconds(30));
    restarted.tick();
    assertThat(reboot(rollout).state()).isEqualTo(RebootState.FAILED);
  }

  @Test
  void letsAHostSucceedAfterItsSoakAndNotBefore() {
    FakeAgent good = new FakeAgent(service, "host-0", Fate.BOOTS);
    RolloutId rollout =
        TestRollouts.create(service, Duration.ofMinutes(10), Duration.ofMinutes(10));
    service.ticks.tick();
    good.poll(service);
    service.ticks.tick();
    good.poll(service);

    service.ticks.tick();
    assertThat(service.reboots.list(rollout).get(0).reboot().state())
        .isEqualTo(RebootState.PROVING);
    assertThat(service.hosts.get(good.id()).isDown()).isTrue();

    service.jdbc.sql("update reboot set state_since = now() - interval '10 minutes'").update();
    service.ticks.tick();
    assertThat(service.reboots.list(rollout).get(0).reboot().state())
        .isEqualTo(RebootState.SUCCEEDED);
    assertThat(service.hosts.get(good.id()).isDown()).isFalse();
  }

  private void execute() {
    service.ticks.tick();
    agent.poll(service);
    service.ticks.tick();
    agent.poll(service);
  }

  private void passDeadline() {
    service.jdbc.sql("update reboot set deadline = now()").update();
  }

  private Reboot reboot(RolloutId rollout) {
    return TestRollouts.onlyReboot(service, rollout);
  }
}
