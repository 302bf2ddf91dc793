package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.store.Replica;
import io.fleetfoot.service.testing.FakeAgent;
import io.fleetfoot.service.testing.FakeAgent.Fate;
import io.fleetfoot.service.testing.TestDatabase;
import io.fleetfoot.service.testing.TestRollouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host that went and did not come back is switched off and on before it is lost. */
class PowerCycleIT {

  private final List<HostId> cycled = new ArrayList<>();
  private boolean available = true;
  private boolean broken;
  private Replica service;
  private FakeAgent agent;
  private RolloutId rollout;

  @BeforeEach
  void losesAHost() {
    service = new Replica(TestDatabase.create(), RebootTimeouts.standard(), 1, powerCycle());
    agent = new FakeAgent(service, "host-1", Fate.FALLS_SILENT);
    rollout = TestRollouts.create(service, Duration.ZERO, Duration.ofMillis(1));
    for (int tick = 0; tick < 2; tick++) {
      service.ticks.tick();
      agent.poll(service);
    }
  }

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void switchesTheHostOffAndOnOnce() {
    service.ticks.tick();
    service.powerCycles.tick();
    service.powerCycles.tick();

    assertThat(reboot().state()).isEqualTo(RebootState.POWER_CYCLING);
    assertThat(cycled).containsExactly(agent.id());
    assertThat(service.hosts.get(agent.id()).isDown()).isTrue();
  }

  @Test
  void isRolledBackWhenItThenBootsTheOldKernel() {
    service.ticks.tick();
    service.powerCycles.tick();

    agent.comeBack(service);

    assertThat(reboot().state()).isEqualTo(RebootState.ROLLED_BACK);
    assertThat(service.hosts.get(agent.id()).isDown()).isFalse();
  }

  @Test
  void isLostWhenEvenThatDoesNotBringItBack() {
    service.ticks.tick();
    service.powerCycles.tick();
    service.jdbc.sql("update reboot set deadline = now()").update();
    service.ticks.tick();

    assertThat(reboot().state()).isEqualTo(RebootState.LOST);
    assertThat(cycled).hasSize(1);
  }

  @Test
  void isLostAtOnceWhenTheBmcRefuses() {
    broken = true;
    service.ticks.tick();
    service.powerCycles.tick();

    assertThat(reboot().state()).isEqualTo(RebootState.LOST);
    assertThat(reboot().reason()).contains("BMC answers 401");
  }

  @Test
  void isLostAtItsBootDeadlineWhereThereIsNoWay() {
    available = false;
    service.ticks.tick();

    assertThat(reboot().state()).isEqualTo(RebootState.LOST);
  }

  @Test
  void isLeftToItsDeadlineWhenTheReplicaDiesInBetween() {
    service.ticks.tick();
    service.transactions.run(service.rebootRepository::claimPowerCycle);

    service.powerCycles.tick();

    assertThat(cycled).isEmpty();
    assertThat(reboot().state()).isEqualTo(RebootState.POWER_CYCLING);
  }

  private PowerCycle powerCycle() {
    return new PowerCycle() {
      @Override
      public boolean isAvailable(HostId host) {
        return available;
      }

      @Override
      public void cycle(RebootRecord reboot) {
        if (broken) {
          throw new PowerCycleFailedException("BMC answers 401");
        }
        cycled.add(reboot.reboot().host());
      }
    };
  }

  private Reboot reboot() {
    return TestRollouts.onlyReboot(service, rollout);
  }
}
