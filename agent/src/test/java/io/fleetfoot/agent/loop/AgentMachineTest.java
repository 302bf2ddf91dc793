package io.fleetfoot.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.agent.client.Assignment;
import io.fleetfoot.agent.client.ExecToken;
import io.fleetfoot.agent.client.KernelImageOffer;
import io.fleetfoot.agent.image.KernelFootprint;
import io.fleetfoot.agent.kexec.KexecPlan;
import io.fleetfoot.agent.kexec.KexecPlanner;
import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.LoadPolicy;
import io.fleetfoot.agent.kexec.ReservedRegion;
import io.fleetfoot.agent.manifest.testing.TestManifests;
import io.fleetfoot.agent.memory.AddressRange;
import io.fleetfoot.agent.preflight.SlotFacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgentMachineTest {

  private static final KernelImageOffer IMAGE = image("6.12");
  private static final Assignment.Idle IDLE = new Assignment.Idle();
  private static final Assignment.Stage STAGE = stage("r-1", IMAGE);
  private static final Assignment.Execute EXECUTE =
      new Assignment.Execute(
          "r-1",
          new ExecToken("fx-1", "h-1", "boot-1", Optional.of("a".repeat(64))),
          Optional.of(IMAGE),
          LoadPolicy.DEFAULT);
  private static final AgentMachine.Progress NOTHING = progress(null, null, null);

  @Test
  void neverExecutesTheExecutionThatThisBootCameFrom() {
    assertThat(AgentMachine.next(EXECUTE, progress(slot("r-1", IMAGE), null, "fx-1")))
        .isEqualTo(new Step.Wait());
  }

  @Test
  void doesNotTryAgainWhatItHasAnswered() {
    assertThat(AgentMachine.next(STAGE, progress(null, STAGE, null))).isEqualTo(new Step.Wait());
    assertThat(AgentMachine.next(EXECUTE, progress(null, EXECUTE, null)))
        .isEqualTo(new Step.Wait());
  }

  @Test
  void stagesAgainWhatIsNotThereAtExecution() {
    assertThat(AgentMachine.next(EXECUTE, NOTHING)).isEqualTo(new Step.StageAgain(EXECUTE));
  }

  @Test
  void neverExecutesASlotOfAnotherRebootOrImage() {
    assertThat(AgentMachine.next(EXECUTE, progress(slot("r-0", IMAGE), null, null)))
        .isEqualTo(new Step.StageAgain(EXECUTE));
    assertThat(AgentMachine.next(EXECUTE, progress(slot("r-1", image("6.11")), null, null)))
        .isEqualTo(new Step.StageAgain(EXECUTE));
  }

  @Test
  void waitsWhileNothingIsWanted() {
    assertThat(AgentMachine.next(IDLE, NOTHING)).isEqualTo(new Step.Wait());
  }

  @Test
  void forgetsASlotThatIsNotWantedAnyMore() {
    assertThat(AgentMachine.next(IDLE, progress(slot("r-1", IMAGE), STAGE, null)))
        .isEqualTo(new Step.Forget());
  }

  @Test
  void forgetsWhatItHasOnlyBegun() {
    var begun =
        new AgentMachine.Progress(Optional.empty(), Optional.empty(), Optional.empty(), true);
    assertThat(AgentMachine.next(IDLE, begun)).isEqualTo(new Step.Forget());
    assertThat(AgentMachine.next(STAGE, begun)).isEqualTo(new Step.Stage(STAGE));
  }

  @Test
  void stagesWhatIsWanted() {
    assertThat(AgentMachine.next(STAGE, NOTHING)).isEqualTo(new Step.Stage(STAGE));
  }

  @Test
  void stagesForAnotherReboot() {
    var other = stage("r-2", IMAGE);
    assertThat(AgentMachine.next(other, progress(slot("r-1", IMAGE), STAGE, null)))
        .isEqualTo(new Step.Stage(other));
  }

  @Test
  void executesWhatIsStaged() {
    assertThat(AgentMachine.next(EXECUTE, progress(slot("r-1", IMAGE), STAGE, "fx-0")))
        .isEqualTo(new Step.Execute(EXECUTE));
  }

  private static Assignment.Stage stage(String rebootId, KernelImageOffer image) {
    return new Assignment.Stage(rebootId, Optional.of(image), LoadPolicy.DEFAULT);
  }

  private static AgentMachine.Progress progress(
      StagedSlot staged, Assignment answered, String spent) {
    return new AgentMachine.Progress(
        Optional.ofNullable(staged),
        Optional.ofNullable(answered),
        Optional.ofNullable(spent),
        staged != null);
  }

  private static KernelImageOffer image(String release) {
    return new KernelImageOffer("i-1", "{\"release\": \"" + release + "\"}");
  }

  private static StagedSlot slot(String rebootId, KernelImageOffer offer) {
    var region = new ReservedRegion(new AddressRange(0x10000000, 0x20000000), "Crash kernel");
    var footprint = new KernelFootprint(1, 4096, 1 << 21, 0);
    var plan = (KexecPlan) KexecPlanner.plan(region, 1L << 30, footprint, 1);
    var facts = new SlotFacts("boot-1", region);
    return new StagedSlot(
        new Order(rebootId, Optional.of(offer), LoadPolicy.DEFAULT),
        LoadMethod.RESERVED,
        TestManifests.verified(TestManifests.of("6.12")),
        new KernelFiles(Path.of("/k"), Optional.of(Path.of("/i")), Path.of("/v"), Optional.empty()),
        facts,
        plan.layout(),
        plan.entry(),
        List.of(),
        Optional.empty());
  }
}
