package io.fleetfoot.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The package, installed on a Debian with systemd, which is left by systemctl kexec. */
@Timeout(3600)
class SystemdLabIT extends LabTest {

  private static Path root = Path.of("/");

  @BeforeAll
  static void buildsTheRoot() throws IOException, InterruptedException {
    var checkout = new Checkout(checkout());
    Process script =
        new ProcessBuilder(
                checkout.systemdImageScript().toString(), checkout.agentPackage().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(script.getInputStream().readAllBytes()).strip();
    assertThat(script.waitFor()).isZero();
    root = Path.of(printed.substring("ROOT=".length()));
  }

  @Test
  void hostIsLeftBySystemdAndCommitsOnceItIsProven() {
    Lab lab = startHost();
    String rollout = rollOut(Lab.SAME_COMMAND_LINE, "PT10M");

    JsonObject proven = awaitReboot(rollout, "SUCCEEDED");

    assertThat(proven.get("method").getAsString()).isEqualTo("reserved");
    assertThat(hostOf(proven).get("kernelRelease").getAsString()).isEqualTo(lab.target().release());
    String console = machineOf(proven).console();
    assertThat(console)
        .as("services are stopped and file systems written back before the next kernel")
        .containsSubsequence(
            "lab: the witness is being stopped", "lab: the witness was stopped in boot");
    assertThat(console).doesNotContain("recovering journal", "did not happen");
    Waiting.until(
        "the proven kernel was made the default",
        Duration.ofMinutes(3),
        () ->
            machineOf(proven)
                .console()
                .contains("lab: the boot loader shall start " + lab.target().release()));
  }

  private Lab startHost() {
    Lab lab = startLab(0, Map.of());
    lab.startHost(
        "host-1",
        Lab.COMMAND_LINE,
        Map.of(
            "state.directory", "/var/lib/fleetfoot",
            "machine-id.file", "/host/machine-id",
            "commit.command", "/etc/fleetfoot/commit"),
        new VirtualHost.Root(root, true, List.of("-device", "i6300esb")));
    lab.awaitRegistration(Duration.ofMinutes(10));
    return lab;
  }
}
