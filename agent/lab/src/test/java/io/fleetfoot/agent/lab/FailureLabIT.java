package io.fleetfoot.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens when a host does not do as it should. */
@Timeout(900)
class FailureLabIT extends LabTest {

  /** A first program that does not exist: the new kernel panics, and with panic=0 stays there. */
  private static final String NEVER_COMES_BACK = "{running} rdinit=/no-such-program panic=0";

  @Test
  void hostWithACorruptedSlotRefusesToGoAndStaysUp() {
    startLab(1, Map.of("debug.corrupt-slot-after-staging", "true"));
    String rollout = rollOut(Lab.SAME_COMMAND_LINE, "PT3M");

    JsonObject reboot = awaitReboot(rollout, "REFUSED");

    assertThat(reboot.get("reason").getAsString()).contains("slot");
    assertThat(state(awaitRollout(rollout, "STOPPED"))).isEqualTo("STOPPED");
    assertThat(availability(reboot)).isEqualTo("UP");
    assertThat(machineOf(reboot).console()).containsOnlyOnce("lab: host-1 runs");
  }

  @Test
  void hostWithoutAReservedRegionRefusesWithTheRemedy() {
    Lab lab = startLab(1, Lab.COMMAND_LINE.replace("crashkernel=256M ", ""), Map.of());
    JsonObject asked =
        RolloutRequests.inTwoWaves("lab", lab.createKernelImage("target", Lab.SAME_COMMAND_LINE));
    JsonArray methods = new JsonArray();
    methods.add("reserved");
    asked.add("methods", methods);
    String rollout = lab.api().createRollout(asked);

    JsonObject reboot = awaitReboot(rollout, "REFUSED");

    assertThat(reboot.get("reason").getAsString()).contains("reserved-region", "crashkernel=");
    assertThat(availability(reboot)).isEqualTo("UP");
    assertThat(machineOf(reboot).console()).containsOnlyOnce("lab: host-1 runs");
  }

  @Test
  void hostThatTrustsNobodyRefusesWithTheRemedy() {
    startLab(1, Map.of("trusted.keys", "/host/no-keys"));
    String rollout = rollOut(Lab.SAME_COMMAND_LINE, "PT3M");

    JsonObject reboot = awaitReboot(rollout, "REFUSED");

    assertThat(reboot.get("reason").getAsString()).contains("manifest-signature", "keys generate");
    assertThat(availability(reboot)).isEqualTo("UP");
    assertThat(machineOf(reboot).console()).containsOnlyOnce("lab: host-1 runs");
  }

  @Test
  void hostThatNeverComesBackIsLostStopsTheRolloutAndGoesOnCountingAsDown() {
    startLab(2, Map.of());
    String rollout = rollOut(NEVER_COMES_BACK, "PT30S");

    JsonObject lost = awaitReboot(rollout, "LOST");

    JsonObject stopped = awaitRollout(rollout, "STOPPED");
    assertThat(stopped.get("failed").getAsInt()).isEqualTo(1);
    assertThat(availability(lost)).isEqualTo("DOWN");
    assertThat(reboots(rollout))
        .filteredOn(r -> !r.get("id").equals(lost.get("id")))
        .allSatisfy(r -> assertThat(state(r)).isEqualTo("ABORTED"));

    machineOf(lost).powerCycle();

    Waiting.until(
        "the lost host has proven a boot of its old kernel",
        Duration.ofMinutes(2),
        () -> availability(lost).equals("UP"));
    assertThat(hostOf(lost).get("kernelRelease").getAsString())
        .isEqualTo(lost.get("fromRelease").getAsString());
    assertThat(state(awaitReboot(rollout, "LOST"))).isEqualTo("LOST");
  }

  private String availability(JsonObject reboot) {
    return state(hostOf(reboot).getAsJsonObject("availability"));
  }
}
