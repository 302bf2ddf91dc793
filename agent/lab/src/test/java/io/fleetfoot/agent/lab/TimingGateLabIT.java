package io.fleetfoot.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hosts that come back later than they used to, and what the timing gate makes of them. */
@Timeout(3600)
class TimingGateLabIT extends LabTest {

  /** Six beside seven is the least that can tell slowness from chance in all phases at once. */
  private static final int WAVE = 6;

  private static final String SLOWED = Lab.SAME_COMMAND_LINE + " lab.slow=40";

  @Test
  void waveOfSlowedHostsPausesTheRolloutBeforeTheNextOne() {
    Lab lab = startLab(0, Map.of());
    for (int i = 1; i <= WAVE + 1; i++) {
      lab.startHost("host-" + i, Lab.COMMAND_LINE, Map.of());
    }
    // seven at once on two processors
    lab.awaitRegistration(Duration.ofMinutes(15));
    String usual = lab.api().createRollout(asked(lab, "usual", Lab.SAME_COMMAND_LINE));
    awaitRollout(usual, "COMPLETED");
    lab.hosts().forEach(VirtualHost::powerCycle);
    awaitSource(lab);
    JsonObject slow = asked(lab, "slow", SLOWED);
    JsonObject timing = new JsonObject();
    timing.addProperty("action", "pause");
    timing.addProperty("minSamples", 5);
    slow.add("timing", timing);
    String rollout = lab.api().createRollout(slow);

    JsonObject paused = awaitRollout(rollout, "PAUSED");

    assertThat(paused.get("reason").getAsString()).contains("boot");
    assertThat(reboots(rollout))
        .filteredOn(reboot -> state(reboot).equals("SUCCEEDED"))
        .hasSize(WAVE);
    assertThat(reboots(rollout))
        .filteredOn(reboot -> reboot.get("wave").getAsInt() == 1)
        .allSatisfy(reboot -> assertThat(boots(machineOf(reboot))).isEqualTo(3));
  }

  private void awaitSource(Lab lab) {
    Waiting.until(
        "every host runs its old kernel again",
        Duration.ofMinutes(15),
        () ->
            lab.knownHosts().asList().stream()
                .allMatch(
                    host ->
                        host.getAsJsonObject()
                            .get("kernelRelease")
                            .getAsString()
                            .equals(lab.source().release())));
  }

  private static JsonObject asked(Lab lab, String name, String commandLine) {
    JsonObject asked = RolloutRequests.inTwoWaves(name, lab.createKernelImage(name, commandLine));
    JsonArray waves = new JsonArray();
    waves.add(WAVE);
    waves.add("100%");
    asked.add("waves", waves);
    asked.addProperty("maxUnavailable", 3);
    asked.addProperty("bootDeadline", "PT15M");
    return asked;
  }
}
