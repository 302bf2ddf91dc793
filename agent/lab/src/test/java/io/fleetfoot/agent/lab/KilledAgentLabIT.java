package io.fleetfoot.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An agent that is killed at one step after another of a real reboot, and a host whose power is cut
 * between the agent's last word and its boot: what KilledAgentTest does at every step with a fake
 * host, here at those that the agent names in its log.
 */
@Timeout(1800)
class KilledAgentLabIT extends LabTest {

  /** What the agent says at each step; a blank is a question mark. */
  private static final List<String> STEPS =
      List.of("signed?by", "staged?by", "executing?by", "booted?");

  private static final List<String> ENDS =
      List.of("SUCCEEDED", "REFUSED", "FAILED", "DID_NOT_REBOOT", "ROLLED_BACK", "WRONG_KERNEL");

  @Test
  void hostWhoseAgentIsKilledAtEveryStepEndsAsItWasOrProven() {
    String commandLine = Lab.COMMAND_LINE + " lab.kill=" + String.join(",", STEPS);
    Lab lab = startLab(1, commandLine, Map.of());
    String rollout = rollOutToAll(lab);

    JsonObject ended = awaitEnd(lab, rollout);

    // where it says that it goes, the kernel may be quicker than the kill
    assertThat(machineOf(ended).console())
        .contains("lab: killed the agent at signed", "lab: killed the agent at staged");
    assertAsItWasOrProven(ended);
  }

  @Test
  void hostWhosePowerIsCutOnItsWayEndsAsItWas() {
    Lab lab = startLab(1, Map.of());
    String rollout = rollOutToAll(lab);
    JsonObject going = awaitReboot(rollout, "EXECUTING");
    VirtualHost machine = machineOf(going);
    machine.kill();
    machine.start();

    JsonObject ended = awaitEnd(lab, rollout);

    assertThat(state(ended)).isEqualTo("ROLLED_BACK");
    assertAsItWasOrProven(ended);
  }

  private void assertAsItWasOrProven(JsonObject ended) {
    JsonObject host = hostOf(ended);
    boolean proven = state(ended).equals("SUCCEEDED");
    assertThat(host.get("kernelRelease").getAsString())
        .as(ended::toString)
        .isEqualTo(ended.get(proven ? "toRelease" : "fromRelease").getAsString());
    assertThat(state(host.getAsJsonObject("availability"))).isEqualTo("UP");
    assertThat(machineOf(ended).console().split("executing by", -1))
        .as("times that it went")
        .hasSizeLessThanOrEqualTo(2);
  }

  private String rollOutToAll(Lab lab) {
    JsonObject rollout =
        RolloutRequests.inTwoWaves(
            "killed", lab.createKernelImage("target", Lab.SAME_COMMAND_LINE));
    JsonArray waves = new JsonArray();
    waves.add("100%");
    rollout.add("waves", waves);
    return lab.api().createRollout(rollout);
  }

  private JsonObject awaitEnd(Lab lab, String rollout) {
    Waiting.until(
        "the reboot has ended; logs are in " + lab.directory(),
        Duration.ofMinutes(15),
        () -> ENDS.contains(state(reboots(rollout).get(0))));
    return reboots(rollout).get(0);
  }
}
