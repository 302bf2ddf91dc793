package io.fleetfoot.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.agent.loop.Departure.Way;
import io.fleetfoot.agent.loop.testing.FakeHostCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leaves a host whose systemd is a list of commands. */
class SystemdDepartureTest {

  private static final String KEXEC = "systemctl --no-block kexec";
  private static final String STATE = "systemctl is-system-running";

  @TempDir private Path root;
  private final FakeHostCommands commands = new FakeHostCommands();
  private final AtomicLong nanos = new AtomicLong();
  private final List<String> said = new ArrayList<>();
  private boolean stoppedWhileWaiting;
  private SystemdDeparture departure;

  /** Stands for the end of this process, which a departure does not survive. */
  private static final class Stopped extends Error {
    private static final long serialVersionUID = 1L;
  }

  @BeforeEach
  void makesAHost() throws IOException {
    loaded("1");
    departure =
        new SystemdDeparture(
            commands,
            new HostFiles(root),
            Duration.ofSeconds(5),
            duration -> {
              nanos.addAndGet(duration.toNanos());
              if (stoppedWhileWaiting) {
                assertThat(departure.callOff()).as("the stop is part of the reboot").isFalse();
                throw new Stopped();
              }
            },
            nanos::get);
  }

  @Test
  void asksSystemdAfterTheLastWordAndWaitsToBeStopped() {
    stoppedWhileWaiting = true;
    commands.does(KEXEC, () -> said.add("systemctl"));
    assertThatExceptionOfType(Stopped.class).isThrownBy(() -> leave(Way.KEXEC));
    assertThat(said).containsExactly("last word", "systemctl");
    assertThat(commands.environments()).containsExactly(Map.of("SYSTEMCTL_SKIP_AUTO_KEXEC", "1"));
  }

  @Test
  void letsTheLauncherBeUnloadedByAStopBeforeIt() {
    assertThat(departure.callOff()).isTrue();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> leave(Way.KEXEC))
        .withMessage("the agent is being stopped");
    assertThat(commands.runs()).isEmpty();
  }

  @Test
  void failsWhenSystemctlFails() {
    commands.ends(KEXEC, 1, "Access denied").ends(STATE, 0, "running");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> leave(Way.KEXEC))
        .withMessage("systemctl kexec ended with status 1: Access denied");
    assertThat(departure.callOff()).as("the launcher may be unloaded").isTrue();
  }

  @Test
  void isOnItsWayWhenSystemctlIsKilledByTheStopThatItAskedFor() {
    commands.ends(KEXEC, 143, "").ends(STATE, 1, "stopping");
    stoppedWhileWaiting = true;
    assertThatExceptionOfType(Stopped.class).isThrownBy(() -> leave(Way.KEXEC));
  }

  @Test
  void givesUpWhenNothingHappensWithinTheDeadline() {
    commands.ends(STATE, 1, "degraded");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> leave(Way.KEXEC))
        .withMessageContaining("PT5S later this agent still runs, and systemd is degraded");
    assertThat(departure.callOff()).as("the launcher may be unloaded").isTrue();
  }

  @Test
  void doesNotLetSystemctlLoadAKernelOfItsOwn() throws IOException {
    loaded("0");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> leave(Way.KEXEC))
        .withMessageStartingWith("/sys/kernel/kexec_loaded is 0");
    assertThat(commands.runs()).isEmpty();
    assertThat(said).isEmpty();
  }

  @Test
  void doesNotRebootIntoAnImageThatSomebodyHasLoaded() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> leave(Way.FIRMWARE))
        .withMessageStartingWith("/sys/kernel/kexec_loaded is 1");
    assertThat(commands.runs()).isEmpty();
  }

  @Test
  void rebootsByTheFirmwareWhenNothingIsLoaded() throws IOException {
    loaded("0");
    stoppedWhileWaiting = true;
    assertThatExceptionOfType(Stopped.class).isThrownBy(() -> leave(Way.FIRMWARE));
    assertThat(commands.runs()).containsExactly("systemctl --no-block reboot");
  }

  private void leave(Way way) throws IOException, InterruptedException {
    departure.leave(way, () -> said.add("last word"));
  }

  private void loaded(String text) throws IOException {
    Path file = root.resolve("sys/kernel/kexec_loaded");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text + "\n");
  }
}
