package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.FailureBudget;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.Verb;
import io.fleetfoot.service.store.Replica;
import io.fleetfoot.service.testing.FakeAgent;
import io.fleetfoot.service.testing.FakeAgent.Fate;
import io.fleetfoot.service.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the gauges say of rollouts, from a real database. */
class RolloutGaugesIT {

  private Replica replica;
  private List<FakeAgent> agents;

  @BeforeEach
  void registerHosts() {
    replica = new Replica(TestDatabase.create(), RebootTimeouts.standard(), 1);
    agents =
        IntStream.range(0, 4)
            .mapToObj(i -> new FakeAgent(replica, "host-" + i, i == 0 ? Fate.REFUSES : Fate.BOOTS))
            .toList();
  }

  @AfterEach
  void close() {
    replica.close();
  }

  @Test
  void countHostsByWaveAndStateWhileTheRolloutRuns() {
    rollOut("kernel-6.12");
    replica.ticks.tick();
    replica.ticks.tickSlowly();

    assertThat(gauge(Meters.ROLLOUT_HOSTS, "kernel-6.12", "wave", "1", "state", "staging"))
        .isEqualTo(1);
    assertThat(gauge(Meters.ROLLOUT_HOSTS, "kernel-6.12", "wave", "2", "state", "staging"))
        .isEqualTo(3);
    assertThat(gauge(Meters.ROLLOUT_HOSTS, "kernel-6.12", "wave", "2", "state", "lost")).isZero();
    assertThat(gauge(Meters.ROLLOUT_OPEN_WAVE, "kernel-6.12")).isEqualTo(1);
    assertThat(gauge(Meters.ROLLOUT_FAILURE_BUDGET, "kernel-6.12")).isEqualTo(2);
  }

  @Test
  void addUpTheRolloutsOfOneNameThatRunAndNeverLetOneThatEndedHideThem() {
    rollOut("kernel-6.12");
    rollOut("kernel-6.12");
    RolloutId ended = rollOut("kernel-6.12");
    replica
        .jdbc
        .sql("update rollout set state = 'ABORTED', finished_at = now() where id = :id")
        .param("id", ended.value())
        .update();
    replica.ticks.tickSlowly();

    assertThat(gauge(Meters.ROLLOUT_HOSTS, "kernel-6.12", "wave", "2", "state", "queued"))
        .isEqualTo(6);
    assertThat(gauge(Meters.ROLLOUT_FAILURE_BUDGET, "kernel-6.12")).isEqualTo(4);
  }

  @Test
  void saySinceWhenARolloutStandsStillWithoutAReason() {
    RolloutId id = rollOut("kernel-6.12");
    agents.get(0).become(Fate.BOOTS);
    replica.ticks.tick();
    assertNotIdle("its hosts stage");

    agents.forEach(agent -> agent.poll(replica));
    replica.jdbc.sql("update host set last_seen_at = now() - interval '80 s'").update();
    replica.jdbc.sql("update reboot set state_since = now() - interval '2 h'").update();
    replica
        .jdbc
        .sql(
            "update rollout set step_since = now() - interval '3 h', state_since = now() - interval"
                + " '3 h'")
        .update();
    replica.ticks.tickSlowly();
    assertThat(gauge(Meters.ROLLOUT_IDLE, "kernel-6.12")).isBetween(7200.0, 7800.0);

    replica.jdbc.sql("update rollout set wave_step = 'SOAK'").update();
    assertNotIdle("it soaks a wave");
    replica.jdbc.sql("update rollout set wave_step = 'WORK'").update();
    freeze("now() - interval '1 h'", "now() + interval '1 h'");
    replica.ticks.tickSlowly();
    assertThat(gauge(Meters.ROLLOUT_IDLE, "kernel-6.12")).isBetween(3600.0, 3660.0);

    replica.verbs.say(Verb.PAUSE, null, id, OptionalLong.empty());
    assertNotIdle("it is paused");
  }

  private void freeze(String from, String to) {
    replica
        .jdbc
        .sql(
            "update rollout set policy = jsonb_set(policy, '{freezes}', jsonb_build_array("
                + "jsonb_build_object('name', 'fair', 'from', "
                + from
                + ", 'to', "
                + to
                + ")))")
        .update();
  }

  private void assertNotIdle(String why) {
    replica.ticks.tickSlowly();
    assertThat(replica.registry.find(Meters.ROLLOUT_IDLE.meterName()).gauges()).as(why).isEmpty();
  }

  @Test
  void countFailuresAndStayForAWhileAfterTheEndButForTheIdleTime() {
    RolloutId id = rollOut("kernel-6.12");
    while (!replica.rollouts.get(id).rollout().state().isTerminal()) {
      replica.ticks.tick();
      agents.forEach(agent -> agent.poll(replica));
    }
    replica.ticks.tickSlowly();

    assertThat(gauge(Meters.ROLLOUT_FAILED, "kernel-6.12")).isEqualTo(1);
    assertThat(gauge(Meters.ROLLOUT_HOSTS, "kernel-6.12", "wave", "2", "state", "succeeded"))
        .isEqualTo(3);
    assertThat(replica.registry.find(Meters.ROLLOUT_IDLE.meterName()).gauges()).isEmpty();
  }

  @Test
  void forgetARolloutThatEndedLongAgo() {
    RolloutId id = rollOut("kernel-6.12");
    replica
        .jdbc
        .sql(
            "update rollout set state = 'ABORTED', finished_at = now() - interval '61 minutes'"
                + " where id = :id")
        .param("id", id.value())
        .update();
    replica.ticks.tickSlowly();

    assertThat(replica.registry.find(Meters.ROLLOUT_HOSTS.meterName()).gauges()).isEmpty();
  }

  @Test
  void countSilentHosts() {
    replica.jdbc.sql("update host set last_seen_at = now() - interval '1 hour'").update();
    replica.ticks.tickSlowly();

    assertThat(replica.registry.get(Meters.HOSTS_SILENT.meterName()).gauge().value()).isEqualTo(4);
  }

  private RolloutId rollOut(String name) {
    return replica
        .rollouts
        .create(
            new RolloutSpec(
                name,
                replica.kernelImage("6.12.0").id(),
                HostSelector.everyHost(),
                List.of(HostAmount.parse("1"), HostAmount.parse("100%")),
                new DisruptionBudget(HostAmount.parse("4")),
                new FailureBudget(2),
                Duration.ZERO,
                Duration.ofMinutes(10),
                DrainPolicy.full()))
        .rollout()
        .id();
  }

  private double gauge(Meters meter, String rollout, String... tags) {
    return replica
        .registry
        .get(meter.meterName())
        .tag("rollout", rollout)
        .tags(tags)
        .gauge()
        .value();
  }
}
