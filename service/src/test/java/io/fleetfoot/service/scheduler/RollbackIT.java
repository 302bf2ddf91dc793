package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.reboot.Attempt.Purpose;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.store.Replica;
import io.fleetfoot.service.testing.FakeAgent;
import io.fleetfoot.service.testing.FakeAgent.Fate;
import io.fleetfoot.service.testing.Policies;
import io.fleetfoot.service.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A rollout that is stopped lets the hosts that are done go back. */
class RollbackIT {

  private static final String OLD = "6.1.0";
  private static final String NEW = "6.12.0";

  private final List<FakeAgent> agents = new ArrayList<>();
  private Replica service;

  @BeforeEach
  void register() {
    service = new Replica(TestDatabase.create(), RebootTimeouts.standard(), 1);
    agents.add(new FakeAgent(service, "host-1", Fate.BOOTS));
    agents.add(new FakeAgent(service, "host-2", Fate.BOOTS));
    agents.add(new FakeAgent(service, "host-3", Fate.ROLLS_BACK));
  }

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void bringsEveryHostThatWasDoneBackByBootProof() {
    service.kernelImage(OLD);
    RolloutId rollout = create(service.kernelImage(NEW).id());

    work(12);

    assertThat(find(rollout).state()).isEqualTo(RolloutState.ROLLED_BACK);
    assertThat(agents).allMatch(agent -> agent.release().equals(OLD));
    assertThat(back(rollout))
        .hasSize(2)
        .allMatch(reboot -> reboot.state() == RebootState.SUCCEEDED)
        .allMatch(reboot -> reboot.evidence().bootProof())
        .allMatch(reboot -> reboot.terms().toRelease().equals(OLD));
    assertThat(agents.get(0).executed()).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void neverLetsMoreHostsBeDownOnTheWayBackThanOnTheWay() {
    service.kernelImage(OLD);
    create(service.kernelImage(NEW).id());

    for (int tick = 0; tick < 14; tick++) {
      work(1);
      assertThat(agents)
          .filteredOn(agent -> service.hosts.get(agent.id()).isDown())
          .hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void saysOfEachHostWhyItCannotGoBack() {
    RolloutId rollout = create(service.kernelImage(NEW).id());

    work(12);

    assertThat(find(rollout).state()).isEqualTo(RolloutState.STOPPED);
    assertThat(find(rollout).reason())
        .contains("0 hosts went back, 2 of those that were done did not");
    assertThat(service.reboots.list(rollout))
        .filteredOn(row -> row.reboot().state() == RebootState.SUCCEEDED)
        .hasSize(2)
        .allSatisfy(
            row ->
                assertThat(row.reboot().reason())
                    .startsWith("cannot go back: no other kernel image of release 6.1.0"));
  }

  @Test
  void doesNotTryAHostAgainThatIsLostOnItsWayBack() {
    service.kernelImage(OLD);
    RolloutId rollout = create(service.kernelImage(NEW).id());
    workUntil(rollout, RolloutState.ROLLING_BACK);
    agents.forEach(agent -> agent.become(Fate.FALLS_SILENT));

    work(4);
    service.jdbc.sql("update reboot set deadline = now() where state = 'EXECUTING'").update();
    work(6);

    assertThat(find(rollout).state()).isEqualTo(RolloutState.STOPPED);
    assertThat(agents.stream().mapToInt(agent -> agent.executed().size()).sum()).isEqualTo(4);
    assertThat(back(rollout))
        .extracting(Reboot::state)
        .containsExactlyInAnyOrder(RebootState.LOST, RebootState.ABORTED);
  }

  @Test
  void goesBackToTheImageThatTheHostBootedBeforeAndNotToANewerOneOfItsRelease() {
    agents.get(2).become(Fate.BOOTS);
    KernelImageId booted = service.kernelImage(OLD).id();
    RolloutId before = create(booted);
    work(12);
    assertThat(find(before).state()).isEqualTo(RolloutState.COMPLETED);
    service.kernelImage(OLD);
    agents.get(2).become(Fate.ROLLS_BACK);

    RolloutId rollout = create(service.kernelImage(NEW).id());
    work(12);

    assertThat(find(rollout).state()).isEqualTo(RolloutState.ROLLED_BACK);
    assertThat(back(rollout)).allMatch(reboot -> reboot.terms().kernelImage().equals(booted));
  }

  @Test
  void bootsTheImageAnewThatItsHostsWentBackFrom() {
    service.kernelImage(OLD);
    KernelImageId image = service.kernelImage(NEW).id();
    RolloutId first = create(image);
    work(12);
    assertThat(find(first).state()).isEqualTo(RolloutState.ROLLED_BACK);
    agents.get(2).become(Fate.BOOTS);

    RolloutId second = create(image);
    work(12);

    assertThat(find(second).state()).isEqualTo(RolloutState.COMPLETED);
    assertThat(agents).allMatch(agent -> agent.release().equals(NEW));
  }

  @Test
  void goesOnOnAnotherReplicaWhereTheFirstOneStopped() {
    TestDatabase database = TestDatabase.create();
    Replica killed = new Replica(database, RebootTimeouts.standard(), 7);
    List<FakeAgent> hosts =
        List.of(
            new FakeAgent(killed, "host-1", Fate.BOOTS),
            new FakeAgent(killed, "host-2", Fate.ROLLS_BACK));
    killed.kernelImage(OLD);
    RolloutId rollout = killed.rollouts.create(spec(killed.kernelImage(NEW).id())).rollout().id();

    for (int starts = 0; starts < 30; starts++) {
      killed.close();
      killed = new Replica(database, RebootTimeouts.standard(), starts);
      killed.ticks.tick();
      for (FakeAgent host : hosts) {
        host.poll(killed);
      }
    }

    assertThat(killed.rollouts.get(rollout).rollout().state()).isEqualTo(RolloutState.ROLLED_BACK);
    assertThat(hosts.get(0).executed()).hasSize(2);
    killed.close();
  }

  private RolloutId create(KernelImageId image) {
    return service.rollouts.create(spec(image)).rollout().id();
  }

  private static RolloutSpec spec(KernelImageId image) {
    return Policies.spec(Policies.plain().rollback(), image, 0);
  }

  private void workUntil(RolloutId rollout, RolloutState state) {
    for (int tick = 0; tick < 20 && find(rollout).state() != state; tick++) {
      work(1);
    }
    assertThat(find(rollout).state()).isEqualTo(state);
  }

  private void work(int ticks) {
    for (int tick = 0; tick < ticks; tick++) {
      service.ticks.tick();
      agents.forEach(agent -> agent.poll(service));
    }
    service.ticks.tick();
  }

  private List<Reboot> back(RolloutId rollout) {
    return service.reboots.list(rollout).stream()
        .map(RebootRecord::reboot)
        .filter(reboot -> reboot.attempt().purpose() == Purpose.ROLLBACK)
        .toList();
  }

  private Rollout find(RolloutId id) {
    return Optional.of(id).flatMap(service.rolloutRepository::find).orElseThrow();
  }
}
