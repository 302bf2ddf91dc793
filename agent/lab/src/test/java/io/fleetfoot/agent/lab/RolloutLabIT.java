package io.fleetfoot.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole rollouts over hosts that really kexec. */
@Timeout(900)
class RolloutLabIT extends LabTest {
  private static final String SUCCEEDED = "sum(fleetfoot_rollout_hosts{state=\"succeeded\"})";

  @Test
  void rollsTheNewKernelOverEveryHostAndPrometheusKnowsEachBlackout() throws Exception {
    Lab lab = startLab(3, Map.of());
    List<String> agents = lab.hosts().stream().map(VirtualHost::metricsAddress).toList();
    Recording recording = Recording.ofTheRollout();
    Instant from = Instant.now();
    try (PrometheusProcess prometheus =
        new PrometheusProcess(
            recording.directory(),
            URI.create(lab.service().url()).getAuthority(),
            lab.serviceCa(),
            agents)) {
      String rollout = lab.api().createRollout(withADeadline(lab));
      awaitRollout(rollout, "COMPLETED");

      DemoResult result = DemoResult.of(lab.api().rollout(rollout), lab.api().reboots(rollout));
      System.out.print(result.table());
      assertThat(result.allProven()).isTrue();
      for (JsonObject reboot : reboots(rollout)) {
        assertThat(reboot.get("method").getAsString()).isEqualTo("reserved");
        assertThat(reboot.get("toRelease").getAsString()).isEqualTo(lab.target().release());
        assertThat(reboot.get("blackoutSeconds").getAsDouble()).isPositive();
        assertThat(hostOf(reboot).get("kernelRelease").getAsString())
            .isEqualTo(lab.target().release());
      }
      assertThat(lab.hosts())
          .allSatisfy(h -> assertThat(h.console()).contains(lab.target().release()));

      Waiting.until(
          "Prometheus has each host's blackout",
          Duration.ofSeconds(60),
          () -> prometheus.query("fleetfoot_agent_kexec_blackout_seconds > 0").size() == 3);
      assertThat(instances(prometheus.query("fleetfoot_agent_kexec_blackout_seconds > 0")))
          .containsExactlyInAnyOrderElementsOf(agents);
      Waiting.until(
          "Prometheus has the service's histogram",
          Duration.ofSeconds(60),
          () -> prometheus.query("sum(fleetfoot_kexec_blackout_seconds_count) == 3").size() == 1);
      Waiting.until(
          "Prometheus has every host of the rollout as succeeded",
          Duration.ofSeconds(60),
          () -> prometheus.query(SUCCEEDED + " == 3").size() == 1);
      recording.finish(from, Instant.now());
    }
  }

  @Test
  void finishesTheRolloutAfterTheServiceWasKilledInItsMiddle() {
    Lab lab = startLab(2, Map.of());
    String rollout = rollOut(Lab.SAME_COMMAND_LINE, "PT4M");
    awaitReboot(rollout, "EXECUTING");

    lab.service().kill();
    lab.startService();

    awaitRollout(rollout, "COMPLETED");
    assertThat(reboots(rollout)).allSatisfy(r -> assertThat(state(r)).isEqualTo("SUCCEEDED"));
    assertThat(lab.hosts())
        .allSatisfy(h -> assertThat(boots(h)).as("boots of %s", h.hostname()).isEqualTo(2));
  }

  /** Without one, nobody forecasts the chance to meet it. */
  private static JsonObject withADeadline(Lab lab) {
    JsonObject rollout =
        RolloutRequests.inTwoWaves("lab", lab.createKernelImage("target", Lab.SAME_COMMAND_LINE));
    rollout.addProperty("bootDeadline", "PT3M");
    rollout.addProperty("deadline", Instant.now().plus(Duration.ofHours(2)).toString());
    return rollout;
  }

  private static List<String> instances(JsonArray vector) {
    return vector.asList().stream()
        .map(JsonElement::getAsJsonObject)
        .map(sample -> sample.getAsJsonObject("metric").get("instance").getAsString())
        .toList();
  }
}
