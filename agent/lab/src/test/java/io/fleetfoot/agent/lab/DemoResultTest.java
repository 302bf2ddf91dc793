package io.fleetfoot.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

class DemoResultTest {

  private static final JsonObject COMPLETED =
      JsonParser.parseString("{\"state\": \"COMPLETED\"}").getAsJsonObject();

  @Test
  void isNotProvenWhenOneHostIsNot() {
    DemoResult result = DemoResult.of(COMPLETED, reboots("SUCCEEDED", true, "LOST", false));

    assertThat(result.allProven()).isFalse();
  }

  @Test
  void isNotProvenWithoutHosts() {
    assertThat(DemoResult.of(COMPLETED, new JsonArray()).allProven()).isFalse();
  }

  @Test
  void marksBoundsInTheTable() {
    DemoResult result = DemoResult.of(COMPLETED, reboots("SUCCEEDED", true, "SUCCEEDED", true));

    assertThat(result.allProven()).isTrue();
    assertThat(result.table()).contains("≤ 62.4 ms").contains("3.1 ms").contains("≤ 9.10 s");
  }

  @Test
  void saysTheSameInJson() {
    DemoResult result = DemoResult.of(COMPLETED, reboots("SUCCEEDED", true, "SUCCEEDED", true));

    JsonObject host =
        JsonParser.parseString(result.json())
            .getAsJsonObject()
            .getAsJsonArray("hosts")
            .get(0)
            .getAsJsonObject();

    assertThat(host.keySet())
        .contains(
            "from", "to", "method", "bootProof", "phases", "blackoutSeconds", "downtimeSeconds");
    assertThat(host.get("blackoutSeconds").getAsDouble()).isEqualTo(0.0624);
  }

  private static JsonArray reboots(String first, boolean proof, String second, boolean proof2) {
    JsonArray reboots = new JsonArray();
    reboots.add(reboot("host-1", first, proof));
    reboots.add(reboot("host-2", second, proof2));
    return reboots;
  }

  private static JsonObject reboot(String host, String state, boolean proof) {
    return JsonParser.parseString(
            """
            {"host": {"hostname": "%s"}, "state": "%s", "bootProof": %s, "wave": 0,
             "fromRelease": "6.1.0", "toRelease": "6.12.0", "method": "reserved",
             "phases": [{"name": "shutdown", "seconds": 0.0031, "quality": "exact"},
                        {"name": "blackout", "seconds": 0.0624, "quality": "bound"}],
             "blackoutSeconds": 0.0624, "downtimeSeconds": 9.1}
            """
                .formatted(host, state, proof))
        .getAsJsonObject();
  }
}
