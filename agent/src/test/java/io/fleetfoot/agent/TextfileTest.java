package io.fleetfoot.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fleetfoot.agent.client.Report;
import io.fleetfoot.agent.loop.CompletedReboot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextfileTest {
  private static final Optional<CompletedReboot> REBOOT =
      Optional.of(
          new CompletedReboot(
              "r-1",
              "fx-1",
              "reserved",
              "boot-2",
              List.of(
                  new Report.Phase("quiesce", 0.112, "exact", Optional.of("journal")),
                  new Report.Phase("blackout", 0.0000624, "bound", Optional.of("perf-page")),
                  new Report.Phase("boot", 4, "bound", Optional.empty()))));

  @TempDir private Path root;
  private Path state;
  private Path collector;

  @BeforeEach
  void makeDirectories() throws IOException {
    state = Files.createDirectory(root.resolve("state"));
    collector = Files.createDirectory(root.resolve("collector"));
  }

  @Test
  void leavesTheTimingForTheCollector() {
    show(REBOOT);
    assertThat(collector.resolve("fleetfoot_agent.prom"))
        .hasContent(
            """
            # HELP fleetfoot_agent_kexec_blackout_seconds From the launcher's first instruction to start_kernel, at the reboot this boot came from.
            # TYPE fleetfoot_agent_kexec_blackout_seconds gauge
            fleetfoot_agent_kexec_blackout_seconds{method="reserved",quality="bound",source="perf-page"} 6.24E-5
            # HELP fleetfoot_agent_phase_seconds The phases of the reboot this boot came from.
            # TYPE fleetfoot_agent_phase_seconds gauge
            fleetfoot_agent_phase_seconds{phase="quiesce",quality="exact",source="journal"} 0.112
            fleetfoot_agent_phase_seconds{phase="blackout",quality="bound",source="perf-page"} 6.24E-5
            fleetfoot_agent_phase_seconds{phase="boot",quality="bound",source=""} 4.0
            """);
  }

  @Test
  void letsEverybodyReadItAndLeavesNothingBeside() throws IOException {
    show(REBOOT);
    show(REBOOT);
    Path file = collector.resolve("fleetfoot_agent.prom");
    try (var files = Files.list(collector)) {
      assertThat(files).containsExactly(file);
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r--r--");
  }

  @Test
  void leavesNoFileOfAnEarlierReboot() {
    show(REBOOT);
    show(Optional.empty());
    assertThat(collector).isEmptyDirectory();
  }

  @Test
  void takesItAwayWhenNobodyWantsItAnyMore() {
    show(REBOOT);
    new Textfile(Optional.empty(), state).show(REBOOT);
    assertThat(collector).isEmptyDirectory();
    assertThat(state).isEmptyDirectory();
  }

  @Test
  void takesItAlongToAnotherDirectory() throws IOException {
    show(REBOOT);
    Path next = Files.createDirectory(root.resolve("next"));
    new Textfile(Optional.of(next), state).show(REBOOT);
    assertThat(collector).isEmptyDirectory();
    assertThat(next.resolve("fleetfoot_agent.prom")).isNotEmptyFile();
  }

  @Test
  void removesNothingThatItDidNotWrite() throws IOException {
    Path other = Files.writeString(collector.resolve("other.prom"), "up 1\n");
    Files.writeString(state.resolve("textfile.path"), other.toString());
    new Textfile(Optional.empty(), state).show(REBOOT);
    assertThat(other).exists();
  }

  @Test
  void goesWithoutADirectoryThatIsNotThere() {
    new Textfile(Optional.of(root.resolve("missing")), state).show(REBOOT);
    assertThat(root.resolve("missing")).doesNotExist();
  }

  @Test
  void passesPromtool() throws Exception {
    show(REBOOT);
    Process promtool;
    try {
      promtool =
          new ProcessBuilder("promtool", "check", "metrics")
              .redirectInput(collector.resolve("fleetfoot_agent.prom").toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      boolean required = "1".equals(System.getenv("FLEETFOOT_REQUIRE_PROMTOOL"));
      assumeTrue(required, "promtool is not installed; it comes with prometheus");
      throw e;
    }
    String said = new String(promtool.getInputStream().readAllBytes(), UTF_8);
    assertThat(promtool.waitFor()).as(said).isZero();
  }

  private void show(Optional<CompletedReboot> reboot) {
    new Textfile(Optional.of(collector), state).show(reboot);
  }
}
