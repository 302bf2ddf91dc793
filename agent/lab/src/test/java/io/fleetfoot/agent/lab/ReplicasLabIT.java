package io.fleetfoot.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two services over one database, and hosts that really kexec. */
@Timeout(1200)
class ReplicasLabIT extends LabTest {

  @Test
  void theOtherReplicaFinishesTheWaveInWhoseMiddleOneWasKilled() throws IOException {
    Lab lab = startLab(0, Map.of());
    ServiceProcess replica = lab.startReplica();
    List<Integer> ports = List.of(replica.port(), lab.service().port());
    try (FrontDoor door = FrontDoor.before(ports)) {
      Map<String, String> throughTheDoor = Map.of("service.url", "https://10.0.2.2:" + door.port());
      for (int i = 1; i <= 3; i++) {
        lab.startHost("host-" + i, Lab.COMMAND_LINE, throughTheDoor);
      }
      lab.awaitRegistration();
      String rollout = lab.api().createRollout(twoHostsInTheSecondWave(lab));
      awaitReboot(rollout, "SUCCEEDED");
      JsonObject onItsWay = awaitReboot(rollout, "EXECUTING");
      assertThat(onItsWay.get("wave").getAsInt()).isEqualTo(1);

      replica.kill();

      awaitRollout(rollout, "COMPLETED");
      assertThat(reboots(rollout))
          .hasSize(3)
          .allSatisfy(reboot -> assertThat(state(reboot)).isEqualTo("SUCCEEDED"));
      assertThat(lab.hosts())
          .allSatisfy(
              host -> assertThat(boots(host)).as("boots of %s", host.hostname()).isEqualTo(2));
    }
  }

  private static JsonObject twoHostsInTheSecondWave(Lab lab) {
    String image = lab.createKernelImage("target", Lab.SAME_COMMAND_LINE);
    JsonObject asked = RolloutRequests.inTwoWaves("two replicas", image);
    asked.addProperty("bootDeadline", "PT5M");
    return asked;
  }
}
