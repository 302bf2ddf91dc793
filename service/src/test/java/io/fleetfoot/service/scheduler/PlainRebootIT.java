package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.reboot.LoadMethod;
import io.fleetfoot.service.reboot.LoadPolicy;
import io.fleetfoot.service.reboot.OutOfPlaceException;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.reboot.Verification;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.store.Replica;
import io.fleetfoot.service.testing.FakeAgent;
import io.fleetfoot.service.testing.FakeAgent.Fate;
import io.fleetfoot.service.testing.Specs;
import io.fleetfoot.service.testing.TestDatabase;
import io.fleetfoot.service.testing.TestRollouts;
import io.fleetfoot.service.timing.PhaseTimings;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rollouts that say how hosts get into the next kernel, or that they only reboot. */
class PlainRebootIT {

  private Replica service;

  @BeforeEach
  void start() {
    service = new Replica(TestDatabase.create(), RebootTimeouts.standard(), 1);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void rebootsEveryHostByFirmwareOneAtATime() {
    FakeAgent one = new FakeAgent(service, "one", Fate.BOOTS);
    FakeAgent two = new FakeAgent(service, "two", Fate.BOOTS);
    RolloutId rollout = create(plain("plain"));

    finish(rollout, one, two);

    assertThat(state(rollout)).isEqualTo(RolloutState.COMPLETED);
    assertThat(one.executed()).hasSize(1);
    assertThat(two.executed()).hasSize(1);
    assertThat(service.rollouts.get(rollout).kernelImage()).isEmpty();
    assertThat(service.reboots.list(rollout))
        .extracting(RebootRecord::reboot)
        .allSatisfy(
            reboot -> {
              assertThat(reboot.state()).isEqualTo(RebootState.SUCCEEDED);
              assertThat(reboot.evidence().method()).isEqualTo("firmware");
              assertThat(reboot.terms().isPlainReboot()).isTrue();
              assertThat(reboot.terms().toRelease()).isEqualTo("6.1.0");
            });
  }

  @Test
  void keepsWhatWasAskedFor() {
    new FakeAgent(service, "host", Fate.BOOTS);
    RolloutSpec spec = plain("plain");

    RolloutId rollout = create(spec);

    assertThat(service.rollouts.get(rollout).rollout().spec()).isEqualTo(spec);
  }

  @Test
  void asksTheAgentForNoKernelImageAndGivesATokenOfNone() {
    FakeAgent agent = new FakeAgent(service, "host", Fate.BOOTS);
    create(plain("plain"));
    service.ticks.tick();

    assertThat(service.assignments.current(agent.id()))
        .isInstanceOfSatisfying(
            Assignment.Stage.class,
            stage -> {
              assertThat(stage.kernelImage()).isNull();
              assertThat(stage.policy()).isEqualTo(LoadPolicy.plainReboot());
            });
    agent.poll(service);
    service.ticks.tick();
    assertThat(service.assignments.current(agent.id()))
        .isInstanceOfSatisfying(
            Assignment.Execute.class,
            execute -> {
              assertThat(execute.kernelImage()).isNull();
              assertThat(execute.token().manifest()).isNull();
            });
  }

  @Test
  void failsTheHostThatBootedByItself() {
    FakeAgent agent = new FakeAgent(service, "host", Fate.ROLLS_BACK);
    RolloutId rollout = create(plain("plain"));

    finish(rollout, agent);

    Reboot reboot = TestRollouts.onlyReboot(service, rollout);
    assertThat(reboot.state()).isEqualTo(RebootState.FAILED);
    assertThat(reboot.reason())
        .isEqualTo(
            "6.1.0 runs in a new boot, but the agent's journal does not hold exec id "
                + reboot.evidence().execId());
  }

  @Test
  void oneRebootByFirmwareSatisfiesEveryRolloutThatWantedOneByThen() {
    FakeAgent agent = new FakeAgent(service, "host", Fate.BOOTS);
    RolloutId first = create(plain("first"));
    RolloutId second = create(plain("second"));

    finish(second, agent);

    assertThat(agent.executed()).hasSize(1);
    assertThat(TestRollouts.onlyReboot(service, second).reason())
        .isEqualTo("proven by reboot " + TestRollouts.onlyReboot(service, first).id());
    assertThat(TestRollouts.onlyReboot(service, second).terms().toRelease()).isNull();
  }

  @Test
  void whatWentThroughItsFirmwareBeforeIsRebootedAgain() {
    FakeAgent agent = new FakeAgent(service, "host", Fate.BOOTS);
    finish(create(plain("before")), agent);

    RolloutId after = create(plain("after"));
    assertThat(service.plans.plan(plain("plan")).done()).isEmpty();
    finish(after, agent);

    assertThat(agent.executed()).hasSize(2);
  }

  @Test
  void aKexecStandsForNoPlainReboot() {
    FakeAgent agent = new FakeAgent(service, "host", Fate.BOOTS);
    RolloutId kernel = create(of(service.kernelImage("6.12.0"), LoadPolicy.standard()));
    RolloutId plain = create(plain("plain"));

    finish(plain, agent);

    assertThat(state(kernel)).isEqualTo(RolloutState.COMPLETED);
    assertThat(agent.executed()).hasSize(2);
    assertThat(TestRollouts.onlyReboot(service, plain).terms().toRelease()).isEqualTo("6.12.0");
  }

  @Test
  void aPlainRebootStandsForNoKernelImage() {
    FakeAgent agent = new FakeAgent(service, "host", Fate.BOOTS);
    RolloutId plain = create(plain("plain"));
    RolloutId kernel = create(of(service.kernelImage("6.12.0"), LoadPolicy.standard()));

    finish(kernel, agent);

    assertThat(state(plain)).isEqualTo(RolloutState.COMPLETED);
    assertThat(agent.executed()).hasSize(2);
    assertThat(agent.release()).isEqualTo("6.12.0");
  }

  @Test
  void handsThePolicyOfTheRolloutToTheAgent() {
    FakeAgent agent = new FakeAgent(service, "host", Fate.BOOTS);
    LoadPolicy policy =
        new LoadPolicy(List.of(LoadMethod.FILE, LoadMethod.RESERVED), Verification.PURGATORY);
    create(of(service.kernelImage("6.12.0"), policy));
    service.ticks.tick();

    assertThat(service.assignments.current(agent.id()))
        .isInstanceOfSatisfying(
            Assignment.Stage.class, stage -> assertThat(stage.policy()).isEqualTo(policy));
  }

  @Test
  void failsTheRebootOfAnAgentThatStagedByAMethodThatIsNotAllowed() {
    FakeAgent agent = new FakeAgent(service, "host", Fate.BOOTS);
    LoadPolicy policy = new LoadPolicy(List.of(LoadMethod.FILE), Verification.KCORE);
    RolloutId rollout = create(of(service.kernelImage("6.12.0"), policy));
    service.ticks.tick();
    Assignment.Stage stage = (Assignment.Stage) service.assignments.current(agent.id());

    service.reports.accept(
        agent.id(),
        new Report.Progress(
            stage.reboot(), new RebootEvent.Staged("boot", "normal"), PhaseTimings.none()));

    Reboot reboot = TestRollouts.onlyReboot(service, rollout);
    assertThat(reboot.state()).isEqualTo(RebootState.FAILED);
    assertThat(reboot.reason()).startsWith("the method is normal, allowed are file;");
  }

  @Test
  void doesNotLetAnAgentGoByAMethodThatIsNotAllowed() {
    FakeAgent agent = new FakeAgent(service, "host", Fate.BOOTS);
    RolloutId rollout = create(plain("plain"));
    service.ticks.tick();
    agent.poll(service);
    service.ticks.tick();
    Assignment.Execute execute = (Assignment.Execute) service.assignments.current(agent.id());

    assertThatExceptionOfType(OutOfPlaceException.class)
        .isThrownBy(
            () ->
                service.reports.accept(
                    agent.id(),
                    new Report.Progress(
                        execute.reboot(),
                        new RebootEvent.Executing(
                            execute.execId(), execute.token().bootId(), "normal"),
                        PhaseTimings.none())))
        .withMessageContaining("the method is normal, allowed are firmware");
    assertThat(TestRollouts.onlyReboot(service, rollout).state()).isEqualTo(RebootState.VERIFYING);
  }

  private RolloutId create(RolloutSpec spec) {
    return service.rollouts.create(spec).rollout().id();
  }

  private static RolloutSpec plain(String name) {
    return Specs.plainReboot().name(name).maxUnavailable(HostAmount.hosts(1)).spec();
  }

  private static RolloutSpec of(KernelImage image, LoadPolicy policy) {
    return Specs.unlimited().name("kernel").image(image.id()).load(policy).spec();
  }

  private void finish(RolloutId rollout, FakeAgent... agents) {
    for (int turn = 0; turn < 30 && !state(rollout).isTerminal(); turn++) {
      service.ticks.tick();
      List.of(agents).forEach(agent -> agent.poll(service));
    }
    assertThat(state(rollout).isTerminal()).isTrue();
  }

  private RolloutState state(RolloutId rollout) {
    return service.rollouts.get(rollout).rollout().state();
  }
}
