package io.fleetfoot.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.fleetfoot.agent.lab.HostImage.LabKernel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The package, installed on a Debian with systemd, GRUB's programs, kdump and a watchdog. */
@Timeout(3600)
class SystemdLabIT extends LabTest {

  private static final Map<String, String> PACKAGED =
      Map.of("state.directory", "/var/lib/fleetfoot", "machine-id.file", "/host/machine-id");
  private static final String WATCHED = Lab.COMMAND_LINE + " watchdog.stop_on_reboot=0";

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
  void hostIsLeftBySystemdWithoutCrashDumpsAndCommitsOnceItIsProven() {
    Lab lab = startLab(0, Map.of());
    VirtualHost host = startHost(lab, lab.source(), Lab.COMMAND_LINE, PACKAGED);
    says(host, "lab: kdump was started, crash images loaded: 1");
    String rollout = rollOut(Lab.SAME_COMMAND_LINE, "PT10M");

    JsonObject proven = awaitReboot(rollout, "SUCCEEDED");

    assertThat(proven.get("method").getAsString()).isEqualTo("reserved");
    assertThat(hostOf(proven).get("kernelRelease").getAsString()).isEqualTo(lab.target().release());
    assertThat(host.console())
        .as("kdump gives up the region, then services are stopped and file systems written back")
        .containsSubsequence(
            "lab: grubenv has saved_entry=gnulinux-advanced-",
            "lab: kdump was stopped, crash images loaded: 0",
            "lab: the witness is being stopped",
            "lab: the witness was stopped in boot");
    assertThat(host.console()).doesNotContain("recovering journal", "did not happen");
    String committed = "gnulinux-" + lab.target().release() + "-advanced-";
    Waiting.until(
        "GRUB's default is the proven kernel",
        Duration.ofMinutes(3),
        () ->
            host.console()
                .lines()
                .anyMatch(
                    line ->
                        line.contains("lab: grubenv has saved_entry=")
                            && line.contains(committed)));
    says(host, "kdump-tools.service: started again, a crash image is loaded");
  }

  @Test
  void kernelThatHangsIsEndedByTheWatchdogThatItsPredecessorArmed() {
    Lab lab = startLab(0, Map.of());
    // the kernel that has the driver of QEMU's watchdog is both the old and the new one
    LabKernel kernel = lab.target();
    Map<String, String> watched =
        Map.of(
            "watchdog.device",
            "/dev/watchdog0",
            "watchdog.timeout",
            "PT4M",
            "kdump.unit",
            "off",
            "state.directory",
            "/var/lib/fleetfoot",
            "machine-id.file",
            "/host/machine-id");
    VirtualHost host = startHost(lab, kernel, WATCHED, watched);

    String healthy = rollOut(Lab.SAME_COMMAND_LINE, "PT10M");
    awaitReboot(healthy, "SUCCEEDED");
    assertThat(host.console())
        .containsSubsequence(
            "watchdog /dev/watchdog0 (i6300ESB timer): armed",
            "the service must hear of this boot within",
            "disarmed, the service has heard of this boot");

    String hanging = rollOut(Lab.SAME_COMMAND_LINE + " lab.slow=86400", "PT15M");
    JsonObject ended = awaitReboot(hanging, "ROLLED_BACK");

    assertThat(hostOf(ended).get("kernelRelease").getAsString()).isEqualTo(kernel.release());
    assertThat(boots(host)).isEqualTo(3);
  }

  @Test
  void hopIsTimedByTheKernelLogWhereTheAgentMayNotAskPerf() {
    Lab lab = startLab(0, Map.of());
    Map<String, String> properties = new HashMap<>(PACKAGED);
    properties.put("kdump.unit", "off");
    VirtualHost host = startHost(lab, lab.source(), Lab.COMMAND_LINE + " lab.noperf", properties);
    String rollout = rollOut(Lab.SAME_COMMAND_LINE, "PT10M");

    JsonObject proven = awaitReboot(rollout, "SUCCEEDED");

    assertThat(proven.get("blackoutSeconds").getAsDouble()).isPositive();
    assertThat(host.console())
        .containsPattern("blackout [0-9.]+ s \\(bound by kmsg\\)")
        .containsPattern("boot [0-9.]+ s \\(bound by kmsg\\)")
        .doesNotContain("by perf-page");
  }

  private static VirtualHost startHost(
      Lab lab, LabKernel kernel, String commandLine, Map<String, String> properties) {
    VirtualHost host =
        lab.startHost(
            "host-1",
            kernel,
            commandLine,
            properties,
            new VirtualHost.Root(root, true, List.of("-device", "i6300esb")));
    lab.awaitRegistration(Duration.ofMinutes(10));
    return host;
  }

  private static void says(VirtualHost host, String words) {
    Waiting.until(
        host.hostname() + " says " + words,
        Duration.ofMinutes(5),
        () -> host.console().contains(words));
  }
}
