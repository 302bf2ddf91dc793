package io.fleetfoot.service.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.scheduler.RebootTimeouts;
import io.fleetfoot.service.scheduler.TimingGate;
import io.fleetfoot.service.testing.FakeAgent;
import io.fleetfoot.service.testing.FakeAgent.Fate;
import io.fleetfoot.service.testing.TestDatabase;
import io.fleetfoot.service.testing.TestRollouts;
import io.fleetfoot.service.timing.HardwareClass;
import io.fleetfoot.service.timing.Lengths;
import io.fleetfoot.service.timing.Likeness;
import io.fleetfoot.service.timing.MemorySize;
import io.fleetfoot.service.timing.Outcomes;
import io.fleetfoot.service.timing.Phase;
import io.fleetfoot.service.timing.Quality;
import io.fleetfoot.service.timing.RegressionTest;
import io.fleetfoot.service.timing.TimedReboots;
import io.fleetfoot.service.timing.TimingKey;
import io.fleetfoot.service.timing.TimingVerdict;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JdbcTimingSamplesIT {

  private static final int HOSTS = 10;
  private static final HardwareClass PLAIN =
      new HardwareClass.Measured("x86_64", MemorySize.of(1L << 30));
  private static final HardwareClass NAMED = new HardwareClass.Labelled("db-gen3");
  private static final TimingKey KEY = new TimingKey(PLAIN, "reserved", "6.1.0", "6.12.0");

  private Replica replica;
  private JdbcTimingSamples samples;
  private RolloutId earlier;
  private RolloutId rollout;

  /** Two rollouts of ten hosts, one whose two waves of five are judged and an earlier one. */
  @BeforeEach
  void rebootHosts() {
    replica = new Replica(TestDatabase.create(), RebootTimeouts.standard(), 1);
    samples = new JdbcTimingSamples(replica.jdbc);
    List<FakeAgent> agents =
        IntStream.range(0, HOSTS)
            .mapToObj(i -> new FakeAgent(replica, "host-" + i, Fate.BOOTS))
            .toList();
    earlier = reboot(agents);
    rollout = reboot(agents);
    replica.jdbc.sql("update reboot set from_release = '6.1.0'").update();
    replica
        .jdbc
        .sql(
            """
            update reboot set wave = 1
            from (select id, row_number() over (order by id) as place from reboot
                  where rollout_id = :rollout) as ordered
            where ordered.id = reboot.id and place > 5
            """)
        .param("rollout", rollout.value())
        .update();
  }

  @AfterEach
  void close() {
    replica.close();
  }

  @Test
  void readTheWaveAlone() {
    assertThat(samples.ofWave(rollout, 1))
        .singleElement()
        .satisfies(
            wave -> {
              assertThat(wave.key()).isEqualTo(KEY);
              assertThat(wave.reboots()).hasSize(5);
              assertThat(wave.lengths(Phase.BLACKOUT, Quality.EXACT))
                  .isEqualTo(Lengths.ofNanos(62400000, 62400000, 62400000, 62400000, 62400000));
            });
    assertThat(samples.ofWave(rollout, 7)).isEmpty();
  }

  @Test
  void readTheLastRebootsOfOtherRollouts() {
    set("reboot_phase set nanos = 1000000000 where phase = 'blackout'");

    TimedReboots all = samples.ofOtherRollouts(KEY, rollout, 200);

    assertThat(all.reboots()).hasSize(HOSTS);
    assertThat(all.lengths(Phase.BLACKOUT, Quality.EXACT).nanos(0)).isEqualTo(1_000_000_000);
    assertThat(samples.ofOtherRollouts(KEY, rollout, 3).reboots()).hasSize(3);
  }

  @Test
  void takeTheLatestFirst() {
    set("reboot_phase set nanos = 5 where phase = 'verify' and reboot_id = (" + oneEarlier() + ")");
    set("reboot set state_since = now() + interval '1 hour' where id = (" + oneEarlier() + ")");

    assertThat(samples.ofOtherRollouts(KEY, rollout, 1).lengths(Phase.VERIFY, Quality.EXACT))
        .isEqualTo(Lengths.ofNanos(5));
  }

  @Test
  void readEarlierWavesOfTheRollout() {
    assertThat(samples.ofEarlierWaves(KEY, rollout, 1, 200).reboots()).hasSize(5);
    assertThat(samples.ofEarlierWaves(KEY, rollout, 0, 200).reboots()).isEmpty();
  }

  @Test
  void leaveOutWhatHasSomethingElseInCommon() {
    set("reboot set method = 'firmware' where id = (" + oneEarlier() + ")");
    assertThat(samples.ofOtherRollouts(KEY, rollout, 200).reboots()).hasSize(HOSTS - 1);

    set("reboot set state = 'WRONG_KERNEL' where id = (" + oneEarlier() + ")");
    assertThat(samples.ofOtherRollouts(KEY, rollout, 200).reboots()).hasSize(HOSTS - 1);

    set("reboot set from_release = '5.10' where rollout_id = '" + earlier + "'");
    assertThat(samples.ofOtherRollouts(KEY, rollout, 200).reboots()).isEmpty();
  }

  @Test
  void keepHardwareClassesApart() {
    set(
        """
        host set labels = '{"fleetfoot.io/hardware-class": "db-gen3"}'
        where hostname in ('host-0', 'host-1')
        """);
    set(
        """
        host set facts = facts || '{"memoryBytes": 1073741825}' where hostname = 'host-2'
        """);

    assertThat(samples.ofOtherRollouts(KEY, rollout, 200).reboots()).hasSize(HOSTS - 3);
    assertThat(samples.ofOtherRollouts(on(NAMED), rollout, 200).reboots()).hasSize(2);
    assertThat(samples.ofOtherRollouts(on(PLAIN), rollout, 200).reboots()).hasSize(HOSTS - 3);
    assertThat(
            IntStream.of(0, 1)
                .mapToObj(wave -> samples.ofWave(rollout, wave))
                .flatMap(List::stream)
                .map(wave -> wave.key().hardware().name())
                .distinct())
        .containsExactlyInAnyOrder("db-gen3", "x86_64-1G", "x86_64-1536M");
  }

  @Test
  void measureHowLongHostsWereDown() {
    set(
        """
        reboot set booted_at = (select max(at) from transition where subject_id = reboot.id
                                and from_state = 'READY') + interval '90 seconds'
        """);

    Lengths all = samples.downTimes(Likeness.any(), 200);

    assertThat(all.size()).isEqualTo(2 * HOSTS);
    assertThat(all.nanos(0)).isEqualTo(90_000_000_000L);
    assertThat(samples.downTimes(Likeness.of(KEY), 5).size()).isEqualTo(5);
    assertThat(samples.downTimes(Likeness.of(on(NAMED)), 200).isEmpty()).isTrue();
    assertThat(samples.downTimes(Likeness.of(on(NAMED)).onAnyHardware(), 200).isEmpty()).isFalse();
  }

  @Test
  void countHowRebootsEnded() {
    set("reboot set state = 'LOST' where id = (" + oneEarlier() + ")");
    set("reboot set state = 'FAILED' where id = (" + oneEarlier() + ")");

    assertThat(samples.outcomes(200)).isEqualTo(new Outcomes(2 * HOSTS - 2, 1, 1));
    assertThat(samples.outcomes(0)).isEqualTo(Outcomes.none());
  }

  @Test
  void letTheGateFindASlowWave() {
    scatter("blackout", 62_000_000, "true");
    scatter("blackout", 80_000_000, "rollout_id = '" + rollout + "' and wave = 1");
    TimingGate gate = new TimingGate(samples);
    RegressionTest test = RegressionTest.of(5, 0.1);

    assertThat(gate.judge(rollout, 0, test).outcome())
        .isEqualTo(TimingVerdict.Outcome.NO_REGRESSION);
    assertThat(gate.judge(rollout, 1, test).outcome()).isEqualTo(TimingVerdict.Outcome.REGRESSION);
    assertThat(gate.judge(rollout, 1, test).text())
        .contains("of 10 earlier reboots of class x86_64-1G by reserved from 6.1.0 to 6.12.0");
  }

  @Test
  void letTheGateCompareWithEarlierWavesWhereNoOtherRolloutWasAlike() {
    set("reboot set from_release = '5.10' where rollout_id = '" + earlier + "'");
    scatter("blackout", 62_000_000, "true");
    scatter("blackout", 80_000_000, "rollout_id = '" + rollout + "' and wave = 1");
    scatter("verify", 62_000_000, "true");
    TimingGate gate = new TimingGate(samples);
    RegressionTest test = RegressionTest.of(5, 0.1);

    assertThat(gate.judge(rollout, 0, test).text())
        .startsWith("verify, blackout of class x86_64-1G by reserved")
        .endsWith("no earlier reboots have exact figures to compare with");
    assertThat(gate.judge(rollout, 1, test).text())
        .contains("of 5 reboots of this rollout's earlier waves of class");
  }

  private RolloutId reboot(List<FakeAgent> agents) {
    RolloutId id = TestRollouts.create(replica);
    set("rollout set max_unavailable = '100%'");
    while (!replica.rollouts.get(id).rollout().state().isTerminal()) {
      replica.ticks.tick();
      agents.forEach(agent -> agent.poll(replica));
    }
    return id;
  }

  private String oneEarlier() {
    return "select min(id::text)::uuid from reboot where state = 'SUCCEEDED' and rollout_id = '%s'"
        .formatted(earlier);
  }

  private void scatter(String phase, long nanos, String which) {
    replica
        .jdbc
        .sql(
            """
            update reboot_phase set nanos = :nanos + 100000 * ordered.place
            from (select id, row_number() over (order by id) as place from reboot where %s)
              as ordered
            where reboot_phase.reboot_id = ordered.id and phase = :phase
            """
                .formatted(which))
        .param("nanos", nanos)
        .param("phase", phase)
        .update();
  }

  private void set(String update) {
    assertThat(replica.jdbc.sql("update " + update).update()).isPositive();
  }

  private static TimingKey on(HardwareClass hardware) {
    return new TimingKey(hardware, KEY.method(), KEY.fromRelease(), KEY.toRelease());
  }
}
