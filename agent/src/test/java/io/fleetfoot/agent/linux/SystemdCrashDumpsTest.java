package io.fleetfoot.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.agent.loop.testing.FakeHostCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stops and starts a kdump whose unit says what it likes. */
class SystemdCrashDumpsTest {

  @TempDir private Path root;
  private final FakeHostCommands commands = new FakeHostCommands();

  @Test
  void leavesAHostAloneThatHasNoCrashImage() throws Exception {
    loaded("0");
    assertThat(kdump().active()).isEmpty();
    assertThat(commands.runs()).as("an active unit is no crash image").isEmpty();
  }

  @Test
  void stopsTheUnitThatIsActive() throws Exception {
    loaded("1");
    commands.ends("systemctl is-active kdump-tools.service", 3, "inactive");
    assertThat(kdump().active()).contains("kdump.service");
    kdump().stop("kdump.service");
    assertThat(commands.runs()).endsWith("systemctl stop kdump.service");
  }

  @Test
  void saysThatItCouldNotStopIt() {
    loaded("1");
    commands.ends("systemctl stop kdump-tools.service", 1, "Access denied");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> kdump().stop("kdump-tools.service"))
        .withMessage("systemctl stop kdump-tools.service ended with status 1: Access denied");
  }

  @Test
  void startsItAnewSinceAnActiveUnitMayHaveLoadedNothing() throws Exception {
    loaded("0");
    commands.does("systemctl restart kdump-tools.service", () -> loaded("1"));
    assertThat(kdump().start("kdump-tools.service")).isTrue();
  }

  @Test
  void believesTheKernelAndNotTheUnit() throws Exception {
    loaded("0");
    assertThat(kdump().start("kdump-tools.service")).isFalse();
  }

  private SystemdCrashDumps kdump() {
    return new SystemdCrashDumps(commands, new HostFiles(root), SystemdCrashDumps.UNITS);
  }

  private void loaded(String text) {
    try {
      Path file = root.resolve("sys/kernel/kexec_crash_loaded");
      Files.createDirectories(file.getParent());
      Files.writeString(file, text + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
