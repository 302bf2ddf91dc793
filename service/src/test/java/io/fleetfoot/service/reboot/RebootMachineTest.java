package io.fleetfoot.service.reboot;

import static io.fleetfoot.service.reboot.RebootState.ABORTED;
import static io.fleetfoot.service.reboot.RebootState.DID_NOT_REBOOT;
import static io.fleetfoot.service.reboot.RebootState.DRAINING;
import static io.fleetfoot.service.reboot.RebootState.EXECUTING;
import static io.fleetfoot.service.reboot.RebootState.FAILED;
import static io.fleetfoot.service.reboot.RebootState.LOST;
import static io.fleetfoot.service.reboot.RebootState.POWER_CYCLING;
import static io.fleetfoot.service.reboot.RebootState.PROVING;
import static io.fleetfoot.service.reboot.RebootState.QUEUED;
import static io.fleetfoot.service.reboot.RebootState.READY;
import static io.fleetfoot.service.reboot.RebootState.REFUSED;
import static io.fleetfoot.service.reboot.RebootState.ROLLED_BACK;
import static io.fleetfoot.service.reboot.RebootState.STAGING;
import static io.fleetfoot.service.reboot.RebootState.SUCCEEDED;
import static io.fleetfoot.service.reboot.RebootState.VERIFYING;
import static io.fleetfoot.service.reboot.RebootState.WRONG_KERNEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.reboot.RebootDecision.Standing;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class RebootMachineTest {

  private static final ExecId EXEC_ID = new ExecId("fx-1c9d5a7b3e2f4860");
  private static final ExecId OTHER_EXEC_ID = new ExecId("fx-ffffffffffffffff");
  private static final String OLD = "6.1.0";
  private static final String NEW = "6.12.0";
  private static final String OLD_BOOT = "boot-1";
  private static final String NEW_BOOT = "boot-2";
  private static final String PROOF = "quiet fleetfoot.exec=" + EXEC_ID;

  @Test
  void refusesAnExecIdThatIsNotTheOneItWasAdmittedWith() {
    assertOutOfPlace(
        reboot(VERIFYING), new RebootEvent.Executing(OTHER_EXEC_ID, OLD_BOOT, "reserved"));
  }

  @Test
  void refusesToExecuteFromAnotherBootThanItWasAdmittedIn() {
    assertOutOfPlace(reboot(VERIFYING), new RebootEvent.Executing(EXEC_ID, NEW_BOOT, "reserved"));
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"VERIFYING", "EXECUTING", "POWER_CYCLING"})
  void refusesToExecuteInAnyOtherState(RebootState state) {
    assertOutOfPlace(reboot(state), new RebootEvent.Executing(EXEC_ID, OLD_BOOT, "reserved"));
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"READY", "DRAINING"})
  void admitsOnlyAHostThatIsReadyOrDrained(RebootState state) {
    assertOutOfPlace(reboot(state), new RebootEvent.Admitted(EXEC_ID));
  }

  @ParameterizedTest
  @EnumSource(names = {"EXECUTING", "POWER_CYCLING", "PROVING", "SUCCEEDED", "LOST"})
  void cannotBeWithdrawnOnceItWent(RebootState state) {
    assertOutOfPlace(reboot(state), new RebootEvent.Withdrawn("aborted"));
  }

  @Test
  void saysWhatItReceivedAndWhere() {
    assertThatExceptionOfType(OutOfPlaceException.class)
        .isThrownBy(
            () -> RebootMachine.decide(reboot(LOST), new RebootEvent.Staged(OLD_BOOT, "reserved")))
        .withMessageEndingWith("received Staged while in LOST");
  }

  @Test
  void isReadyOnceStaged() {
    RebootDecision decision =
        RebootMachine.decide(reboot(STAGING), new RebootEvent.Staged(OLD_BOOT, "reserved"));

    assertMoved(decision, READY, Standing.UP);
    assertThat(decision.reboot().evidence().method()).isEqualTo("reserved");
  }

  @Test
  void countsAsDownFromAdmissionOn() {
    RebootDecision decision =
        RebootMachine.decide(reboot(READY), new RebootEvent.Admitted(EXEC_ID));

    assertMoved(decision, VERIFYING, Standing.DOWN);
    assertThat(decision.reboot().evidence().execId()).isEqualTo(EXEC_ID);
  }

  @Test
  void countsAsDownWhileItsLoadIsTakenOffAndAwaitsAWitness() {
    RebootDecision decision = RebootMachine.decide(reboot(READY), new RebootEvent.DrainAsked());

    assertMoved(decision, DRAINING, Standing.DOWN);
    assertThat(decision.reboot().evidence().witnessAwaited()).isTrue();
  }

  @Test
  void isAdmittedOnceNoLoadIsLeft() {
    RebootDecision decision =
        RebootMachine.decide(reboot(DRAINING), new RebootEvent.Admitted(EXEC_ID));

    assertMoved(decision, VERIFYING, Standing.DOWN);
    assertThat(decision.reboot().evidence().execId()).isEqualTo(EXEC_ID);
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "DRAINING")
  void failsADrainOnlyWhileItDrains(RebootState state) {
    assertOutOfPlace(reboot(state), new RebootEvent.DrainFailed("a pod would be lost"));
  }

  @Test
  void failsAndIsUpWhenItsLoadCannotBeTakenOff() {
    RebootDecision decision =
        RebootMachine.decide(reboot(DRAINING), new RebootEvent.DrainFailed("a pod would be lost"));

    assertMoved(decision, FAILED, Standing.UP);
    assertThat(decision.reboot().reason()).isEqualTo("a pod would be lost");
  }

  @Test
  void keepsWhatHoldsItsDrainAsTheReason() {
    Reboot held =
        RebootMachine.decide(reboot(DRAINING), new RebootEvent.Held("waits for a budget")).reboot();

    assertThat(held.state()).isEqualTo(DRAINING);
    assertThat(held.reason()).isEqualTo("waits for a budget");
    assertThat(RebootMachine.decide(held, new RebootEvent.Held("waits for a budget")).moved())
        .isFalse();
    assertThat(RebootMachine.decide(held, new RebootEvent.DeadlinePassed(false)).reboot().reason())
        .isEqualTo("the host speaks, but DRAINING took too long: waits for a budget");
  }

  @Test
  void stagesAgainWhenTheHostBootedByItselfInItsDrain() {
    RebootDecision decision =
        RebootMachine.decide(reboot(DRAINING), booted("boot-3", OLD, "quiet"));

    assertMoved(decision, STAGING, Standing.UP);
    assertThat(decision.reboot().evidence().witnessAwaited()).isFalse();
  }

  @Test
  void staysDownWhenTheAgentStartsAgainInTheDrain() {
    RebootDecision decision =
        RebootMachine.decide(reboot(DRAINING), booted(OLD_BOOT, OLD, "quiet"));

    assertThat(decision.moved()).isFalse();
    assertThat(decision.standing()).isEqualTo(Standing.AS_IT_IS);
  }

  @Test
  void doesNotSucceedBeforeItsWitnessConfirmsTheBoot() {
    Reboot awaiting = awaitingWitness();
    assertOutOfPlace(awaiting, new RebootEvent.SoakPassed());
    assertOutOfPlace(awaiting, new RebootEvent.Witnessed("boot-3"));

    Reboot witnessed = RebootMachine.decide(awaiting, new RebootEvent.Witnessed(NEW_BOOT)).reboot();

    assertMoved(
        RebootMachine.decide(witnessed, new RebootEvent.SoakPassed()), SUCCEEDED, Standing.UP);
  }

  @Test
  void executesWithTheExecIdItWasAdmittedWith() {
    assertMoved(
        RebootMachine.decide(
            reboot(VERIFYING), new RebootEvent.Executing(EXEC_ID, OLD_BOOT, "reserved")),
        EXECUTING,
        Standing.AS_IT_IS);
  }

  @Test
  void countsAsUpAgainWhenTheAgentRefusesToExecute() {
    assertMoved(
        RebootMachine.decide(reboot(VERIFYING), new RebootEvent.Refused("execute", "digest")),
        REFUSED,
        Standing.UP);
  }

  @Test
  void countsAsUpAgainWhenTheExecutionFailed() {
    RebootDecision decision =
        RebootMachine.decide(
            reboot(EXECUTING), new RebootEvent.Failed(OLD_BOOT, "execute", "EINVAL"));

    assertMoved(decision, FAILED, Standing.UP);
    assertThat(decision.reboot().reason()).isEqualTo("execute: EINVAL");
  }

  @Test
  void provesABootByBootIdReleaseAndExecId() {
    RebootDecision decision = RebootMachine.decide(reboot(EXECUTING), booted(NEW_BOOT, NEW, PROOF));

    assertMoved(decision, PROVING, Standing.AS_IT_IS);
    assertThat(decision.reboot().evidence().bootProof()).isTrue();
  }

  @Test
  void didNotRebootWhenTheBootIdIsTheSame() {
    assertMoved(
        RebootMachine.decide(reboot(EXECUTING), booted(OLD_BOOT, OLD, "quiet")),
        DID_NOT_REBOOT,
        Standing.UP);
  }

  @Test
  void rolledBackWhenTheOldKernelRunsInANewBoot() {
    assertMoved(
        RebootMachine.decide(reboot(EXECUTING), booted(NEW_BOOT, OLD, "quiet")),
        ROLLED_BACK,
        Standing.UP);
  }

  @Test
  void runsTheWrongKernelWhenAThirdOneRuns() {
    assertMoved(
        RebootMachine.decide(reboot(EXECUTING), booted(NEW_BOOT, "6.6.0", PROOF)),
        WRONG_KERNEL,
        Standing.UP);
  }

  @Test
  void isNotProvenByTheRightReleaseWithoutTheExecId() {
    RebootDecision decision =
        RebootMachine.decide(reboot(EXECUTING), booted(NEW_BOOT, NEW, "quiet"));

    assertMoved(decision, WRONG_KERNEL, Standing.UP);
    assertThat(decision.reboot().evidence().bootProof()).isFalse();
    assertThat(decision.reboot().reason()).contains("without the exec id");
  }

  @Test
  void isNotProvenByTheExecIdOfAnotherAttempt() {
    assertMoved(
        RebootMachine.decide(
            reboot(EXECUTING), booted(NEW_BOOT, NEW, "fleetfoot.exec=" + OTHER_EXEC_ID)),
        WRONG_KERNEL,
        Standing.UP);
  }

  @Test
  void succeedsAfterTheSoak() {
    assertMoved(
        RebootMachine.decide(reboot(PROVING), new RebootEvent.SoakPassed()),
        SUCCEEDED,
        Standing.UP);
  }

  @Test
  void failsWhenTheHostBootsAgainInItsSoak() {
    assertMoved(
        RebootMachine.decide(reboot(PROVING), booted("boot-3", NEW, PROOF)), FAILED, Standing.UP);
  }

  @Test
  void isRolledBackWhenTheOldKernelComesBackInTheSoak() {
    RebootDecision decision = RebootMachine.decide(reboot(PROVING), booted("boot-3", OLD, "quiet"));

    assertMoved(decision, ROLLED_BACK, Standing.UP);
    assertThat(decision.reboot().evidence().bootProof()).isFalse();
  }

  @Test
  void stagesAgainWhenTheHostBootedByItself() {
    RebootDecision decision = RebootMachine.decide(reboot(READY), booted("boot-3", OLD, "quiet"));

    assertMoved(decision, STAGING, Standing.UP);
    assertThat(decision.reboot().evidence().fromBootId()).isEqualTo("boot-3");
  }

  @Test
  void failsWhenTheHostBootedByItselfAfterAdmission() {
    assertMoved(
        RebootMachine.decide(reboot(VERIFYING), booted(NEW_BOOT, OLD, "quiet")),
        FAILED,
        Standing.UP);
  }

  @Test
  void isLostWhenNoBootIsReportedEvenIfTheHostPolls() {
    assertMoved(
        RebootMachine.decide(reboot(EXECUTING), new RebootEvent.DeadlinePassed(false)),
        LOST,
        Standing.DOWN);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "QUEUED",
        "STAGING",
        "READY",
        "DRAINING",
        "VERIFYING",
        "EXECUTING",
        "POWER_CYCLING",
        "PROVING"
      })
  void isLostAndDownWhenSilentBeyondTheDeadline(RebootState state) {
    assertMoved(
        RebootMachine.decide(reboot(state), new RebootEvent.DeadlinePassed(true)),
        LOST,
        Standing.DOWN);
  }

  @ParameterizedTest
  @EnumSource(names = {"QUEUED", "STAGING", "READY", "DRAINING", "VERIFYING", "PROVING"})
  void failsAndIsUpWhenItSpeaksBeyondTheDeadline(RebootState state) {
    assertMoved(
        RebootMachine.decide(reboot(state), new RebootEvent.DeadlinePassed(false)),
        FAILED,
        Standing.UP);
  }

  @Test
  void staysLostWhenTheHostComesBackButCountsItUp() {
    RebootDecision decision = RebootMachine.decide(reboot(LOST), booted(NEW_BOOT, NEW, PROOF));

    assertThat(decision.moved()).isFalse();
    assertThat(decision.standing()).isEqualTo(Standing.UP);
  }

  @ParameterizedTest
  @EnumSource(names = {"QUEUED", "STAGING", "READY", "DRAINING", "VERIFYING"})
  void canBeWithdrawnBeforeItWent(RebootState state) {
    assertMoved(
        RebootMachine.decide(reboot(state), new RebootEvent.Withdrawn("aborted")),
        ABORTED,
        state.holdsHostDown() ? Standing.UP : Standing.AS_IT_IS);
  }

  @Test
  void takesARepeatedEventAsSaid() {
    assertStays(READY, new RebootEvent.Staged(OLD_BOOT, "reserved"));
    assertStays(DRAINING, new RebootEvent.Staged(OLD_BOOT, "reserved"));
    assertStays(PROVING, new RebootEvent.Witnessed(NEW_BOOT));
    assertStays(EXECUTING, new RebootEvent.Executing(EXEC_ID, OLD_BOOT, "reserved"));
    assertStays(POWER_CYCLING, new RebootEvent.Executing(EXEC_ID, OLD_BOOT, "reserved"));
    assertStays(POWER_CYCLING, new RebootEvent.PowerCycleAsked());
    assertStays(REFUSED, new RebootEvent.Refused("stage", "no region"));
    assertStays(FAILED, new RebootEvent.Failed(OLD_BOOT, "execute", "EINVAL"));
    assertStays(PROVING, booted(NEW_BOOT, NEW, PROOF));
    assertStays(VERIFYING, booted(OLD_BOOT, OLD, "quiet"));
  }

  @Test
  void beginsToStageWhenAsked() {
    assertMoved(
        RebootMachine.decide(reboot(QUEUED), new RebootEvent.StageAsked()),
        STAGING,
        Standing.AS_IT_IS);
  }

  @ParameterizedTest
  @CsvSource({
    "boot-2, 6.12.0, ours,  PROVING",
    "boot-1, 6.1.0,  other, DID_NOT_REBOOT",
    "boot-1, 6.12.0, ours,  DID_NOT_REBOOT",
    "boot-2, 6.1.0,  other, ROLLED_BACK",
    "boot-2, 6.12.0, other, WRONG_KERNEL",
    "boot-2, 6.1.0,  ours,  WRONG_KERNEL",
    "boot-2, 5.10.0, other, WRONG_KERNEL"
  })
  void tellsBootsApartAfterAPowerCycleAsBefore(
      String bootId, String release, String execId, RebootState outcome) {
    RebootEvent boot = booted(bootId, release, execId.equals("ours") ? PROOF : "quiet");

    assertThat(RebootMachine.decide(reboot(EXECUTING), boot).reboot().state()).isEqualTo(outcome);
    assertThat(RebootMachine.decide(reboot(POWER_CYCLING), boot).reboot().state())
        .isEqualTo(outcome);
  }

  @Test
  void isSwitchedOffAndOnBeforeItIsLost() {
    assertMoved(
        RebootMachine.decide(reboot(EXECUTING), new RebootEvent.PowerCycleAsked()),
        POWER_CYCLING,
        Standing.DOWN);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"EXECUTING", "POWER_CYCLING"})
  void isNotSwitchedOffBeforeItWentOrOnceItIsBack(RebootState state) {
    assertOutOfPlace(reboot(state), new RebootEvent.PowerCycleAsked());
  }

  @Test
  void isLostWhenItCannotBeSwitchedOffAndOn() {
    RebootDecision decision =
        RebootMachine.decide(
            reboot(POWER_CYCLING), new RebootEvent.PowerCycleFailed("BMC answers 401"));

    assertMoved(decision, LOST, Standing.DOWN);
    assertThat(decision.reboot().reason()).contains("BMC answers 401");
  }

  private static void assertMoved(RebootDecision decision, RebootState state, Standing standing) {
    assertThat(decision.moved()).isTrue();
    assertThat(decision.reboot().state()).isEqualTo(state);
    assertThat(decision.standing()).isEqualTo(standing);
  }

  private static void assertStays(RebootState state, RebootEvent event) {
    Reboot reboot = reboot(state);

    RebootDecision decision = RebootMachine.decide(reboot, event);

    assertThat(decision.moved()).isFalse();
    assertThat(decision.reboot()).isEqualTo(reboot);
  }

  private static void assertOutOfPlace(Reboot reboot, RebootEvent event) {
    assertThatExceptionOfType(OutOfPlaceException.class)
        .isThrownBy(() -> RebootMachine.decide(reboot, event));
  }

  private static RebootEvent booted(String bootId, String release, String commandLine) {
    return new RebootEvent.Booted(bootId, release, commandLine);
  }

  private static Reboot awaitingWitness() {
    Reboot proving = reboot(PROVING);
    return proving.with(proving.evidence().awaitingWitness(true), null);
  }

  private static Reboot reboot(RebootState state) {
    boolean admitted = state != DRAINING && state.holdsHostDown() || state.isTerminal();
    boolean proven = state == PROVING || state == SUCCEEDED;
    return new Reboot(
        new RebootId(new UUID(0, 1)),
        new RolloutId(new UUID(0, 2)),
        new HostId(new UUID(0, 3)),
        0,
        new Reboot.Terms(
            new KernelImageId(new UUID(0, 4)),
            NEW,
            Duration.ZERO,
            Duration.ofMinutes(10),
            DrainPolicy.full()),
        state,
        new Reboot.Evidence(
            OLD,
            OLD_BOOT,
            admitted ? EXEC_ID : null,
            admitted ? "reserved" : null,
            proven ? NEW_BOOT : null,
            proven,
            state == DRAINING),
        null,
        7);
  }
}
