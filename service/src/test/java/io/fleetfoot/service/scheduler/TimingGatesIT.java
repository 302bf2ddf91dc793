package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.rollout.TimingPolicy;
import io.fleetfoot.service.rollout.Verb;
import io.fleetfoot.service.store.Replica;
import io.fleetfoot.service.testing.FakeAgent;
import io.fleetfoot.service.testing.FakeAgent.Fate;
import io.fleetfoot.service.testing.Policies;
import io.fleetfoot.service.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hosts that are dark for longer than others were, in a rollout whose policy minds. */
class TimingGatesIT {

  private static final int HOSTS = 10;
  private static final String SLOWER = "wave 1 got slower: blackout: median 0.2 s against 0.05 s";

  private final List<FakeAgent> agents = new ArrayList<>();
  private Replica service;
  private KernelImageId image;

  @BeforeEach
  void rollOutWhereNothingIsSlow() {
    service = new Replica(TestDatabase.create(), RebootTimeouts.standard(), 1);
    image = service.kernelImage("6.12.0").id();
    addHosts("fast", "0.05");
    RolloutId baseline = create(TimingPolicy.Action.ABORT);
    work();
    assertThat(find(baseline).state()).isEqualTo(RolloutState.COMPLETED);
  }

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void pauseUntilAnOperatorPromotesTheWave() {
    addHosts("slow", "0.2");
    RolloutId rollout = create(TimingPolicy.Action.PAUSE);

    work();

    assertThat(find(rollout).state()).isEqualTo(RolloutState.PAUSED);
    assertThat(find(rollout).reason()).startsWith(SLOWER);
    service.verbs.say(Verb.PROMOTE, null, rollout, OptionalLong.empty());
    work();
    assertThat(find(rollout).state()).isEqualTo(RolloutState.COMPLETED);
  }

  @Test
  void stopTheRollout() {
    addHosts("slow", "0.2");
    RolloutId rollout = create(TimingPolicy.Action.ABORT);

    work();

    assertThat(find(rollout).state()).isEqualTo(RolloutState.STOPPED);
    assertThat(find(rollout).reason()).startsWith(SLOWER);
  }

  @Test
  void areWarnedOfWhereTheWaveEnds() {
    addHosts("slow", "0.2");
    RolloutId rollout = create(TimingPolicy.Action.WARN);

    work();

    assertThat(find(rollout).state()).isEqualTo(RolloutState.COMPLETED);
    assertThat(lastCause(rollout)).contains(SLOWER);
  }

  @Test
  void passWhereTheyAreDarkForNoLonger() {
    addHosts("alike", "0.05");
    RolloutId rollout = create(TimingPolicy.Action.WARN);

    work();

    assertThat(find(rollout).state()).isEqualTo(RolloutState.COMPLETED);
    assertThat(lastCause(rollout)).isEqualTo("every reboot ended");
  }

  private void addHosts(String name, String blackoutSeconds) {
    for (int number = 0; number < HOSTS; number++) {
      FakeAgent agent = new FakeAgent(service, name + "-" + number, Fate.BOOTS);
      agent.isDarkFor(blackoutSeconds);
      agents.add(agent);
    }
  }

  /** Hosts that run the image already are done: of each rollout, the new ones reboot. */
  private RolloutId create(TimingPolicy.Action action) {
    return service
        .rollouts
        .create(Policies.spec(Policies.plain().timing(action), image, 0))
        .rollout()
        .id();
  }

  private void work() {
    for (int tick = 0; tick < 3 * HOSTS; tick++) {
      service.ticks.tick();
      agents.forEach(agent -> agent.poll(service));
    }
    service.ticks.tick();
  }

  private Rollout find(RolloutId id) {
    return service.rolloutRepository.find(id).orElseThrow();
  }

  private String lastCause(RolloutId rollout) {
    return service
        .jdbc
        .sql(
            """
            select cause from transition where subject = 'ROLLOUT' and subject_id = :id
            order by id desc limit 1
            """)
        .param("id", rollout.value())
        .query(String.class)
        .single();
  }
}
