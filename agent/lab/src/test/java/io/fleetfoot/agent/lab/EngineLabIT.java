package io.fleetfoot.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the rollout engine does when real kernels fail. */
@Timeout(900)
class EngineLabIT extends LabTest {

  /**
   * A first program that does not exist: the new kernel panics, and the firmware starts the old.
   */
  private static final String PANICS = Lab.SAME_COMMAND_LINE + " rdinit=/no-such-program";

  @Test
  void badKernelInTheFirstWavePausesTheRolloutWithTheHostBackOnItsOldOne() {
    Lab lab = startLab(2, Map.of());
    JsonObject asked =
        RolloutRequests.inTwoWaves("bad kernel", lab.createKernelImage("bad", PANICS));
    asked.addProperty("failureBudget", 2);
    asked.addProperty("maxWaveFailures", 0);
    String rollout = lab.api().createRollout(asked);

    JsonObject failed = awaitReboot(rollout, "ROLLED_BACK");

    JsonObject paused = awaitRollout(rollout, "PAUSED");
    assertThat(paused.get("reason").getAsString()).contains("maxWaveFailures");
    assertThat(hostOf(failed).get("kernelRelease").getAsString()).isEqualTo(lab.source().release());
    assertThat(state(hostOf(failed).getAsJsonObject("availability"))).isEqualTo("UP");
    JsonObject waiting = awaitReboot(rollout, "READY");
    assertThat(machineOf(waiting).console()).containsOnlyOnce("lab: host-2 runs");
  }

  @Test
  void rollbackBringsTheProvenHostBackToItsPreviousKernel() {
    Lab lab = startLab(1, Map.of());
    lab.startHost("host-2", Lab.COMMAND_LINE, Map.of("debug.corrupt-slot-after-staging", "true"));
    lab.awaitRegistration();
    lab.createKernelImage("before", lab.source(), Lab.SAME_COMMAND_LINE);
    JsonObject asked =
        RolloutRequests.inTwoWaves(
            "goes back", lab.createKernelImage("after", Lab.SAME_COMMAND_LINE));
    asked.addProperty("rollback", "on-stop");
    String rollout = lab.api().createRollout(asked);
    JsonObject proven = awaitReboot(rollout, "SUCCEEDED");
    assertThat(hostOf(proven).get("kernelRelease").getAsString()).isEqualTo(lab.target().release());

    JsonObject back = awaitRollout(rollout, "ROLLED_BACK");

    assertThat(back.get("reason").getAsString()).contains("failure budget");
    assertThat(hostOf(proven).get("kernelRelease").getAsString()).isEqualTo(lab.source().release());
    assertThat(state(hostOf(proven).getAsJsonObject("availability"))).isEqualTo("UP");
  }
}
