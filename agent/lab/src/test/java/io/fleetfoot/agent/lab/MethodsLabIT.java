package io.fleetfoot.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each load method of a stock kernel that needs no region, into a real next kernel. */
@Timeout(900)
class MethodsLabIT extends LabTest {

  private static final String WITHOUT_REGION = Lab.COMMAND_LINE.replace("crashkernel=256M ", "");

  @Test
  void hostWithoutARegionEntersByKexecFileLoad() {
    assertThat(provenBy("file", "file")).isEqualTo("file");
  }

  @Test
  void hostWithoutARegionEntersByAnOrdinaryLoad() {
    assertThat(provenBy("normal", "normal")).isEqualTo("normal");
  }

  @Test
  void hostWithoutARegionTakesTheBestThatIsLeft() {
    assertThat(provenBy("best", "quick", "reserved", "file", "normal")).isEqualTo("file");
  }

  @Test
  void plainRebootGoesThroughTheFirmware() {
    Lab lab = startLab(1, WITHOUT_REGION, Map.of());
    JsonObject asked = RolloutRequests.inTwoWaves("plain", "");
    asked.remove("kernelImage");
    JsonArray firmware = new JsonArray();
    firmware.add("firmware");
    asked.add("methods", firmware);
    String rollout = lab.api().createRollout(asked);

    JsonObject proven = awaitReboot(rollout, "SUCCEEDED");

    assertThat(hostOf(proven).get("kernelRelease").getAsString()).isEqualTo(lab.source().release());
    assertThat(boots(machineOf(proven))).isEqualTo(2);
  }

  private String provenBy(String name, String... methods) {
    Lab lab = startLab(1, WITHOUT_REGION, Map.of());
    JsonObject asked =
        RolloutRequests.inTwoWaves(name, lab.createKernelImage(name, Lab.SAME_COMMAND_LINE));
    JsonArray allowed = new JsonArray();
    List.of(methods).forEach(allowed::add);
    asked.add("methods", allowed);
    String rollout = lab.api().createRollout(asked);
    JsonObject proven = awaitReboot(rollout, "SUCCEEDED");
    assertThat(hostOf(proven).get("kernelRelease").getAsString()).isEqualTo(lab.target().release());
    return proven.get("method").getAsString();
  }
}
