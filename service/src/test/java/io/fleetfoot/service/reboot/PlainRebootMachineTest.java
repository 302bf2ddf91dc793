package io.fleetfoot.service.reboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.KernelImageId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Reboots by firmware, with a kernel image and without one, and what a policy forbids. */
class PlainRebootMachineTest {

  private static final String OLD = "6.1.0";
  private static final String NEW = "6.12.0";
  private static final String OLD_BOOT = "old";
  private static final String NEW_BOOT = "new";
  private static final ExecId EXEC_ID = new ExecId("fx-1c9d5a7b3e2f4860");
  private static final ExecId OTHER = new ExecId("fx-0000000000000000");

  @ParameterizedTest
  @EnumSource(names = {"EXECUTING", "POWER_CYCLING"})
  void isProvenByTheExecIdOfTheJournalWhateverReleaseRuns(RebootState state) {
    for (String release : List.of(OLD, NEW)) {
      Reboot proven =
          RebootMachine.decide(
                  plain(state), new RebootEvent.Booted(NEW_BOOT, release, "quiet", EXEC_ID))
              .reboot();

      assertThat(proven.state()).isEqualTo(RebootState.PROVING);
      assertThat(proven.evidence().bootProof()).isTrue();
      assertThat(proven.terms().toRelease()).isEqualTo(release);
    }
  }

  @Test
  void didNotRebootIfTheBootIdIsTheSame() {
    assertThat(after(new RebootEvent.Booted(OLD_BOOT, OLD, "quiet", EXEC_ID)).state())
        .isEqualTo(RebootState.DID_NOT_REBOOT);
  }

  @Test
  void failsWithoutTheExecIdOrWithAnotherOne() {
    Reboot without = after(new RebootEvent.Booted(NEW_BOOT, OLD, "quiet"));
    Reboot other = after(new RebootEvent.Booted(NEW_BOOT, NEW, "quiet", OTHER));

    assertThat(without.state()).isEqualTo(RebootState.FAILED);
    assertThat(without.reason()).contains("does not hold exec id " + EXEC_ID);
    assertThat(other.state()).isEqualTo(RebootState.FAILED);
    assertThat(other.evidence().bootProof()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"6.1.0", "6.12.0", "5.10.0"})
  void failsIfTheHostBootsAgainInItsSoak(String release) {
    Reboot proving = after(new RebootEvent.Booted(NEW_BOOT, NEW, "quiet", EXEC_ID));

    Reboot again =
        RebootMachine.decide(proving, new RebootEvent.Booted("third", release, "quiet", EXEC_ID))
            .reboot();

    assertThat(again.state()).isEqualTo(RebootState.FAILED);
    assertThat(again.reason()).isEqualTo("the host booted again in its soak");
  }

  @Test
  void provesAKernelImageByFirmwareByItsReleaseAndTheJournal() {
    Reboot executing = reboot(image(), RebootState.EXECUTING, "firmware");

    assertThat(
            RebootMachine.decide(executing, new RebootEvent.Booted(NEW_BOOT, NEW, "quiet", EXEC_ID))
                .reboot()
                .state())
        .isEqualTo(RebootState.PROVING);
    assertThat(
            RebootMachine.decide(executing, new RebootEvent.Booted(NEW_BOOT, OLD, "quiet", EXEC_ID))
                .reboot()
                .state())
        .isEqualTo(RebootState.WRONG_KERNEL);
    assertThat(
            RebootMachine.decide(executing, new RebootEvent.Booted(NEW_BOOT, OLD, "quiet"))
                .reboot()
                .state())
        .isEqualTo(RebootState.ROLLED_BACK);
  }

  @Test
  void doesNotTakeTheJournalsWordAfterAKexec() {
    Reboot executing = reboot(image(), RebootState.EXECUTING, "reserved");

    assertThat(
            RebootMachine.decide(executing, new RebootEvent.Booted(NEW_BOOT, NEW, "quiet", EXEC_ID))
                .reboot()
                .state())
        .isEqualTo(RebootState.WRONG_KERNEL);
  }

  @Test
  void failsAnAgentThatStagedByAMethodThatIsNotAllowed() {
    Reboot failed =
        RebootMachine.decide(
                plain(RebootState.STAGING), new RebootEvent.Staged(OLD_BOOT, "reserved"))
            .reboot();

    assertThat(failed.state()).isEqualTo(RebootState.FAILED);
    assertThat(failed.reason()).startsWith("the method is reserved, allowed are firmware");
  }

  @Test
  void isReadyWhenAnAgentStagedWithoutHavingChosen() {
    Reboot ready =
        RebootMachine.decide(plain(RebootState.STAGING), new RebootEvent.Staged(OLD_BOOT, null))
            .reboot();

    assertThat(ready.state()).isEqualTo(RebootState.READY);
    assertThat(ready.evidence().method()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"normal", "warp", "FIRMWARE"})
  void letsNoAgentGoByAMethodThatIsNotAllowed(String method) {
    assertThatExceptionOfType(OutOfPlaceException.class)
        .isThrownBy(
            () ->
                RebootMachine.decide(
                    plain(RebootState.VERIFYING),
                    new RebootEvent.Executing(EXEC_ID, OLD_BOOT, method)))
        .withMessageContaining("and the method is " + method + ", allowed are firmware");
  }

  private static Reboot after(RebootEvent event) {
    return RebootMachine.decide(plain(RebootState.EXECUTING), event).reboot();
  }

  private static Reboot plain(RebootState state) {
    return reboot(
        new Reboot.Terms(
            null,
            null,
            Duration.ZERO,
            Duration.ofMinutes(20),
            DrainPolicy.full(),
            LoadPolicy.plainReboot()),
        state,
        "firmware");
  }

  private static Reboot.Terms image() {
    return new Reboot.Terms(
        new KernelImageId(new UUID(0, 4)),
        NEW,
        Duration.ZERO,
        Duration.ofMinutes(20),
        DrainPolicy.full(),
        new LoadPolicy(List.of(LoadMethod.values()), Verification.KCORE));
  }

  private static Reboot reboot(Reboot.Terms terms, RebootState state, String method) {
    return new Reboot(
        new RebootId(new UUID(0, 1)),
        new RolloutId(new UUID(0, 2)),
        new HostId(new UUID(0, 3)),
        0,
        terms,
        state,
        new Reboot.Evidence(
            OLD,
            OLD_BOOT,
            state == RebootState.STAGING ? null : EXEC_ID,
            state == RebootState.STAGING ? null : method,
            null,
            false,
            false),
        null,
        7);
  }
}
