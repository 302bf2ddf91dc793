package io.fleetfoot.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.agent.client.Assignment;
import io.fleetfoot.agent.kexec.KexecSystem.Target;
import io.fleetfoot.agent.kexec.Segment;
import io.fleetfoot.agent.kexec.testing.FakeKexecSystem;
import io.fleetfoot.agent.loop.BootDefault.Outcome;
import io.fleetfoot.agent.loop.Departure.Way;
import io.fleetfoot.agent.loop.testing.FakeDeparture;
import io.fleetfoot.agent.loop.testing.FakeWatchdog;
import io.fleetfoot.agent.loop.testing.IgnoredEvents;
import io.fleetfoot.agent.memory.AddressRange;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.testing.TestFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is set before a reboot and taken back after it, over a real file and fakes. */
class ProbationTest {

  private static final String NEXT_BOOT = "a97a4e0c-0f1c-4d28-8a50-97c0a4ed4be2";
  private static final Assignment.Commit COMMIT = new Assignment.Commit("r-1", "6.99.0-test");
  private static final AddressRange RAM = new AddressRange(0, 1L << 30);

  @TempDir private Path state;
  private final FakeWatchdog watchdog = new FakeWatchdog();
  private final FakeKexecSystem system = new FakeKexecSystem(RAM, RAM);
  private final List<String> chosen = new ArrayList<>();
  private final List<String> crashDumps = new ArrayList<>();
  private Outcome outcome = Outcome.COMMITTED;
  private boolean panicsOnOops;
  private int kdumpFails;

  @Test
  void armsTheWatchdogLastAndKeepsItWhenTheHostGoes() throws Exception {
    load();
    assertThatExceptionOfType(FakeKexecSystem.Rebooted.class).isThrownBy(() -> leave(probation()));
    assertThat(watchdog.calls()).containsExactly("arm PT5M");
  }

  @Test
  void disarmsTheWatchdogWhenTheHostDoesNotGo() throws Exception {
    assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> leave(probation()));
    assertThat(watchdog.calls()).containsExactly("arm PT5M", "disarm");
    assertThat(ProbationFile.open(state).record().leaving()).isEmpty();
  }

  @Test
  void doesNotGoWithoutTheWatchdogThatAPersonWants() throws Exception {
    load();
    watchdog.isBusy();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> leave(probation()))
        .withMessageContaining("error 16");
    assertThat(system.calls()).doesNotContain("reboot");
  }

  @Test
  void armsNothingForARebootByTheFirmware() throws Exception {
    assertThatExceptionOfType(FakeDeparture.Restarted.class)
        .isThrownBy(() -> guarded(probation()).leave(Way.FIRMWARE, () -> {}));
    assertThat(watchdog.calls()).isEmpty();
  }

  @Test
  void disarmsWhenTheAgentIsStoppedBeforeTheHostGoes() throws Exception {
    Probation probation = probation();
    GuardedDeparture departure = guarded(probation);
    probation.leave(TestFacts.BOOT_ID);
    assertThat(departure.callOff()).isTrue();
    assertThat(watchdog.calls()).containsExactly("arm PT5M", "disarm");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> departure.leave(Way.KEXEC, () -> {}));
    assertThat(watchdog.calls()).as("nothing is armed any more").endsWith("disarm");
  }

  @Test
  void disarmsWhatAnAgentLeftArmedThatDiedOnItsWay() throws Exception {
    probation().leave(TestFacts.BOOT_ID);
    probation().arrived(TestFacts.fit(), Optional.empty());
    assertThat(watchdog.calls()).containsExactly("arm PT5M", "disarm");
  }

  @Test
  void countsAnewInTheNextKernelUntilTheServiceHasHeardOfIt() throws Exception {
    hop();
    Probation next = probation();
    next.arrived(arrived(), came());
    assertThat(watchdog.calls()).containsExactly("arm PT5M", "arm PT5M");
    next.healthy();
    next.healthy();
    assertThat(watchdog.calls()).containsExactly("arm PT5M", "arm PT5M", "disarm");
  }

  @Test
  void doesNotArmAgainWhenTheAgentIsRestartedInAHealthyBoot() throws Exception {
    hop();
    Probation next = probation();
    next.arrived(arrived(), came());
    next.healthy();
    Probation restarted = probation();
    restarted.arrived(arrived(), came());
    restarted.healthy();
    assertThat(watchdog.calls()).containsExactly("arm PT5M", "arm PT5M", "disarm");
  }

  @Test
  void goesOnCountingWhenTheAgentIsRestartedBeforeTheServiceHasHeard() throws Exception {
    hop();
    Probation next = probation();
    next.arrived(arrived(), came());
    new GuardedDeparture(new FakeDeparture(system), next, () -> NEXT_BOOT).callOff();
    probation().arrived(arrived(), came());
    assertThat(watchdog.calls()).containsExactly("arm PT5M", "arm PT5M", "arm PT5M");
  }

  @Test
  void protectsNothingInTheOldKernelAfterAReset() throws Exception {
    hop();
    Probation next = probation();
    next.arrived(TestFacts.inBoot(NEXT_BOOT), came());
    next.healthy();
    assertThat(watchdog.calls()).containsExactly("arm PT5M", "disarm");
  }

  @Test
  void commitsAProvenRebootOnce() throws Exception {
    hop();
    Probation next = probation();
    next.proven(COMMIT, arrived(), came());
    next.proven(COMMIT, arrived(), came());
    probation().proven(COMMIT, arrived(), came());
    assertThat(chosen).containsExactly("6.99.0-test");
  }

  @Test
  void commitsWhatTheFirmwareStartedOnceToo() throws Exception {
    HostFacts booted = arrived();
    HostFacts.Identity was = booted.identity();
    var identity =
        new HostFacts.Identity(
            was.hostname(),
            was.machineId(),
            was.bootId(),
            was.kernelRelease(),
            "quiet",
            was.architecture());
    probation()
        .proven(
            COMMIT,
            new HostFacts(identity, booted.memoryMap(), booted.kexec(), booted.platform()),
            came());
    assertThat(chosen).containsExactly("6.99.0-test");
  }

  @Test
  void triesAFailedCommitAgainOnceTheAgentStartsAgain() throws Exception {
    hop();
    outcome = Outcome.FAILED;
    assertThat(probation().proven(COMMIT, arrived(), came())).as("to be told again").isTrue();
    outcome = Outcome.COMMITTED;
    assertThat(probation().proven(COMMIT, arrived(), came())).isFalse();
    assertThat(chosen).hasSize(2);
  }

  @Test
  void commitsNothingThatThisBootDidNotComeFrom() throws Exception {
    hop();
    Probation next = probation();
    next.proven(new Assignment.Commit("r-2", "6.99.0-test"), arrived(), came());
    next.proven(new Assignment.Commit("r-1", "6.98.0"), arrived(), came());
    next.proven(COMMIT, TestFacts.inBoot(NEXT_BOOT), came());
    next.proven(COMMIT, arrived(), Optional.empty());
    assertThat(chosen).isEmpty();
  }

  @Test
  void givesTheKernelsOopsBackItsOldMeaning() throws Exception {
    hop();
    panicsOnOops = true;
    probation().proven(COMMIT, arrived(), came());
    assertThat(panicsOnOops).isFalse();
  }

  @Test
  void leavesAHostThatAlwaysPanicsOnOopsAsItIs() throws Exception {
    panicsOnOops = true;
    hop();
    probation().proven(COMMIT, arrived(), came());
    assertThat(panicsOnOops).isTrue();
  }

  @Test
  void stopsKdumpForStagingAndStartsItWhenNothingIsStagedAnyMore() throws Exception {
    Probation probation = probation();
    probation.staging();
    probation.staging();
    probation.staying();
    probation.staying();
    assertThat(crashDumps).containsExactly("stop", "start kdump.service");
  }

  @Test
  void startsKdumpAfterTheHopOnceTheBootIsReported() throws Exception {
    probation().staging();
    hop();
    Probation next = probation();
    next.arrived(arrived(), came());
    assertThat(crashDumps).containsExactly("stop");
    next.healthy();
    assertThat(crashDumps).containsExactly("stop", "start kdump.service");
  }

  @Test
  void disarmsAWatchdogThatItCouldNotArmAgain() throws Exception {
    hop();
    Probation next = probation();
    watchdog.isBusy();
    next.arrived(arrived(), came());
    next.healthy();
    assertThat(watchdog.calls()).containsExactly("arm PT5M", "disarm");
  }

  @Test
  void asksKdumpAgainThatDidNotStart() throws Exception {
    Probation probation = probation();
    probation.healthy();
    probation.staging();
    kdumpFails = 2;
    probation.staying();
    assertThat(crashDumps).containsExactly("stop", "start kdump.service");
    for (int tick = 0; tick < 5; tick++) {
      probation.healthy();
    }
    assertThat(crashDumps).filteredOn("start kdump.service"::equals).hasSize(3);
  }

  @Test
  void letsNothingBeStagedWhenItCannotWriteDownThatItStopsKdump() throws Exception {
    Probation probation = probation();
    Files.createDirectories(state.resolve("probation.json.next").resolve("in the way"));
    assertThatExceptionOfType(IOException.class).isThrownBy(probation::staging);
    assertThat(crashDumps).isEmpty();
  }

  @Test
  void leavesKdumpToAPersonWhenItDoesNotStart() throws Exception {
    Probation probation = probation();
    probation.healthy();
    probation.staging();
    kdumpFails = 100;
    probation.staying();
    for (int tick = 0; tick < 9; tick++) {
      probation.healthy();
    }
    assertThat(crashDumps).filteredOn("start kdump.service"::equals).hasSize(3);
  }

  @Test
  void doesNotAskKdumpOverASlotThatIsStagedByThen() throws Exception {
    Probation probation = probation();
    probation.healthy();
    probation.staging();
    kdumpFails = 1;
    probation.staying();
    probation.staging();
    probation.healthy();
    assertThat(crashDumps).containsExactly("stop", "start kdump.service");
  }

  private void hop() throws IOException {
    load();
    assertThatExceptionOfType(FakeKexecSystem.Rebooted.class).isThrownBy(() -> leave(probation()));
  }

  private void load() {
    system.load(
        Target.NORMAL,
        0x1000,
        List.of(new Segment(ByteBuffer.allocateDirect(16), AddressRange.ofSize(0x1000, 0x1000))));
  }

  private void leave(Probation probation) throws IOException, InterruptedException {
    guarded(probation).leave(Way.KEXEC, () -> {});
  }

  private GuardedDeparture guarded(Probation probation) {
    return new GuardedDeparture(new FakeDeparture(system), probation, () -> TestFacts.BOOT_ID);
  }

  private static HostFacts arrived() {
    HostFacts fit = TestFacts.inBoot(NEXT_BOOT);
    HostFacts.Identity was = fit.identity();
    return new HostFacts(
        new HostFacts.Identity(
            was.hostname(),
            was.machineId(),
            was.bootId(),
            "6.99.0-test",
            was.commandLine() + " fleetfoot.exec=fx-1",
            was.architecture()),
        fit.memoryMap(),
        fit.kexec(),
        fit.platform());
  }

  private static Optional<CompletedReboot> came() {
    return Optional.of(new CompletedReboot("r-1", "fx-1", "reserved", NEXT_BOOT, List.of()));
  }

  private Probation probation() throws IOException {
    return new Probation(
        new Probation.Means(
            Optional.of(watchdog),
            Duration.ofMinutes(5),
            new Oops(),
            Optional.of(new Kdump()),
            release -> {
              chosen.add(release);
              return new BootDefault.Result(outcome, "an entry");
            }),
        state,
        new IgnoredEvents());
  }

  private final class Oops implements KernelSettings {
    @Override
    public boolean panicsOnOops() {
      return panicsOnOops;
    }

    @Override
    public void panicOnOops(boolean panics) {
      panicsOnOops = panics;
    }
  }

  private final class Kdump implements CrashDumps {
    @Override
    public Optional<String> active() {
      return Optional.of("kdump.service");
    }

    @Override
    public void stop(String unit) throws IOException {
      crashDumps.add("stop");
      assertThat(ProbationFile.open(state).record().stoppedCrashDumps())
          .as("what an agent that dies now leaves to the next")
          .contains(unit);
    }

    @Override
    public boolean start(String unit) throws IOException {
      crashDumps.add("start " + unit);
      if (kdumpFails-- > 0) {
        throw new IOException("systemctl restart kdump.service ended with status 1");
      }
      return true;
    }
  }
}
