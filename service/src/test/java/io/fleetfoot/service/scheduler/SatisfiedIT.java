package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fleetfoot.service.admission.Check;
import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.OtherRollout;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.store.Replica;
import io.fleetfoot.service.testing.FakeAgent;
import io.fleetfoot.service.testing.FakeAgent.Fate;
import io.fleetfoot.service.testing.Specs;
import io.fleetfoot.service.testing.TestDatabase;
import io.fleetfoot.service.testing.TestRollouts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several rollouts that want one host. */
class SatisfiedIT {

  private Replica service;
  private KernelImage image;

  @BeforeEach
  void start() {
    service = new Replica(TestDatabase.create(), RebootTimeouts.standard(), 1);
    image = service.kernelImage("6.12.0");
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void oneRebootSatisfiesEveryRolloutThatWantsItsKernelImage() {
    FakeAgent agent = new FakeAgent(service, "host", Fate.BOOTS);
    RolloutId first = create("first", image);
    RolloutId second = create("second", image);

    finish(agent, second);

    assertThat(agent.executed()).hasSize(1);
    assertThat(state(first)).isEqualTo(RolloutState.COMPLETED);
    assertThat(state(second)).isEqualTo(RolloutState.COMPLETED);
    Reboot satisfied = TestRollouts.onlyReboot(service, second);
    assertThat(satisfied.state()).isEqualTo(RebootState.SUCCEEDED);
    assertThat(satisfied.reason())
        .isEqualTo("proven by reboot " + TestRollouts.onlyReboot(service, first).id());
    assertThat(satisfied.evidence().execId()).isNull();
  }

  @Test
  void aHostThatRunsTheKernelImageByProofNeedsNoReboot() {
    FakeAgent agent = new FakeAgent(service, "host", Fate.BOOTS);
    finish(agent, create("first", image));
    RolloutId again = create("again", image);

    assertThat(service.plans.plan(spec("plan", image)).done()).containsExactly(agent.id());
    finish(agent, again);

    assertThat(agent.executed()).hasSize(1);
  }

  @Test
  void aHostThatBootedAgainSinceItsProofIsRebooted() {
    FakeAgent agent = new FakeAgent(service, "host", Fate.BOOTS);
    finish(agent, create("first", image));
    service.jdbc.sql("update host set boot_id = 'another'").update();

    finish(agent, create("again", image));

    assertThat(agent.executed()).hasSize(2);
  }

  @Test
  void aHostWaitsForTheRolloutThatHasItAndIsThenStaged() {
    FakeAgent agent = new FakeAgent(service, "host", Fate.BOOTS);
    RolloutId first = create("first", image);
    RolloutId second = create("second", service.kernelImage("6.12.9"));
    service.ticks.tick();
    service.ticks.tick();

    assertThat(TestRollouts.onlyReboot(service, first).state()).isEqualTo(RebootState.STAGING);
    assertThat(TestRollouts.onlyReboot(service, second).state()).isEqualTo(RebootState.QUEUED);
    assertThat(service.whyNot.rollout(second).reasons())
        .extracting(reason -> reason.check().constraint(), WhyNot.Reason::blocked)
        .contains(tuple(Constraint.OTHER_ROLLOUT, 1));
    assertThat(service.rollouts.get(second).waiting().values())
        .singleElement()
        .satisfies(
            no -> {
              assertThat(no.constraint()).isEqualTo(Constraint.OTHER_ROLLOUT);
              assertThat(no.detail()).contains("\"first\"").contains(first.toString());
            });
    assertThat(service.whyNot.host(agent.id()).others())
        .containsExactly(new OtherRollout(second, "second"));
    service.whyNot.refresh();
    assertThat(
            service
                .registry
                .get(Meters.ADMISSION_BLOCKED.meterName())
                .tag("constraint", "other-rollout")
                .gauge()
                .value())
        .isEqualTo(1);

    finish(agent, second);
    assertThat(agent.executed()).hasSize(2);
  }

  @Test
  void aHostThatFailsInOneRolloutIsTriedByTheOther() {
    FakeAgent agent = new FakeAgent(service, "host", Fate.ROLLS_BACK);
    RolloutId first = create("first", image);
    RolloutId second = create("second", image);

    finish(agent, second);

    assertThat(TestRollouts.onlyReboot(service, first).state()).isEqualTo(RebootState.ROLLED_BACK);
    assertThat(TestRollouts.onlyReboot(service, second).state()).isEqualTo(RebootState.ROLLED_BACK);
    assertThat(agent.executed()).hasSize(2);
  }

  @Test
  void whoWaitsForAHostWaitsAnewWhenTheOtherIsDoneAndIsNotSweptBefore() {
    FakeAgent agent = new FakeAgent(service, "host", Fate.BOOTS);
    RolloutId first = create("first", image);
    RolloutId second = create("second", service.kernelImage("6.12.9"));
    service.ticks.tick();
    service
        .jdbc
        .sql(
            "update reboot set deadline = now() - interval '1 s',"
                + " state_since = now() - interval '1 h' where rollout_id = :id")
        .param("id", second.value())
        .update();

    finish(agent, first);
    finish(agent, second);

    assertThat(TestRollouts.onlyReboot(service, second).state()).isEqualTo(RebootState.SUCCEEDED);
  }

  @Test
  void saysOfAHostThatNoRolloutWantsWhetherItIsUp() {
    FakeAgent agent = new FakeAgent(service, "host", Fate.BOOTS);

    assertThat(service.whyNot.host(agent.id()).reboot()).isNull();
    assertThat(service.whyNot.host(agent.id()).checks())
        .containsExactly(Check.passed(Constraint.HOST_UP, "the host is up"));
  }

  @Test
  void decidesForTheEarliestDeadlineFirst() {
    new FakeAgent(service, "host", Fate.BOOTS);
    RolloutId none = create("none", image);
    RolloutId late = create("late", image, Duration.ofDays(3));
    RolloutId early = create("early", image, Duration.ofDays(2));

    assertThat(service.rolloutRepository.listActive()).isEqualTo(List.of(early, late, none));
  }

  private RolloutId create(String name, KernelImage wanted) {
    return service.rollouts.create(spec(name, wanted)).rollout().id();
  }

  private RolloutId create(String name, KernelImage wanted, Duration time) {
    return service
        .rollouts
        .create(
            Specs.unlimited()
                .name(name)
                .image(wanted.id())
                .deadline(service.rolloutRepository.now().plus(time))
                .spec())
        .rollout()
        .id();
  }

  private static RolloutSpec spec(String name, KernelImage wanted) {
    return Specs.unlimited()
        .name(name)
        .image(wanted.id())
        .maxUnavailable(HostAmount.hosts(1))
        .spec();
  }

  private void finish(FakeAgent agent, RolloutId rollout) {
    for (int turn = 0; turn < 20 && !state(rollout).isTerminal(); turn++) {
      service.ticks.tick();
      agent.poll(service);
    }
    assertThat(state(rollout).isTerminal()).isTrue();
  }

  private RolloutState state(RolloutId rollout) {
    return service.rollouts.get(rollout).rollout().state();
  }
}
