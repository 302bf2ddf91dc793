package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.FailureBudget;
import io.fleetfoot.service.rollout.Hook;
import io.fleetfoot.service.rollout.MetricGate;
import io.fleetfoot.service.rollout.RolloutPolicy;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.scheduler.Rollouts;
import io.fleetfoot.service.testing.ScriptedServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

class GateApiIT extends RunningService {

  private static final Duration GENEROUS = Duration.ofSeconds(60);
  private static final ScriptedServer SERVER = new ScriptedServer();

  @Autowired private Rollouts rollouts;

  @DynamicPropertySource
  static void outbound(DynamicPropertyRegistry registry) {
    registry.add("fleetfoot.outbound.allowed", () -> SERVER.uri("/hooks").toString());
    registry.add("fleetfoot.prometheus.url", () -> SERVER.uri("").toString());
    registry.add("fleetfoot.hooks.secrets.change", () -> "s".repeat(32));
  }

  @AfterAll
  static void close() {
    SERVER.close();
  }

  @Test
  void asksTheHookBeforeTheWaveAndTheMetricsAfterIt() {
    ApiAgent agent = agent("host-1");
    SERVER
        .answers(200, "{\"decision\":\"allow\"}")
        .answers(
            200,
            "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"0.01\"]}}");
    RolloutId rollout = rollouts.create(spec()).rollout().id();

    await()
        .atMost(GENEROUS)
        .until(
            () -> {
              doAsAsked(agent);
              return client.get("/api/v1/rollouts/" + rollout).text("/state").equals("COMPLETED");
            });

    JsonNode items = client.get("/api/v1/rollouts/" + rollout + "/gates").body().at("/items");
    assertThat(items.size()).isEqualTo(2);
    ApiClient.Answer first = client.get("/api/v1/rollouts/" + rollout + "/gates?limit=1");
    assertThat(first.body().at("/items")).containsExactly(items.get(0));
    ApiClient.Answer last =
        client.get(
            "/api/v1/rollouts/%s/gates?limit=1&cursor=%s"
                .formatted(rollout, first.text("/nextCursor")));
    assertThat(last.body().at("/items")).containsExactly(items.get(1));
    assertThat(last.body().has("nextCursor")).isFalse();
    JsonNode gate = items.get(0);
    JsonNode hook = items.get(1);
    assertThat(hook.at("/kind").asString()).isEqualTo("HOOK");
    assertThat(hook.at("/point").asString()).isEqualTo("BEFORE_WAVE");
    assertThat(hook.at("/state").asString()).isEqualTo("PASSED");
    assertThat(hook.at("/requests").asInt()).isEqualTo(1);
    assertThat(gate.at("/kind").asString()).isEqualTo("METRIC");
    assertThat(gate.at("/state").asString()).isEqualTo("PASSED");
    assertThat(gate.at("/measurements/0/grade").asString()).isEqualTo("SUCCESSFUL");
    assertThat(gate.at("/measurements/0/detail").asString()).isEqualTo("[0.01]");
    assertThat(SERVER.requests().get(0).headers())
        .containsEntry("Fleetfoot-delivery", hook.at("/id").asString())
        .containsKey("Fleetfoot-signature");
    assertThat(client.get("/actuator/prometheus").http().body())
        .contains("fleetfoot_hook_requests_total{result=\"allow\"} 1.0")
        .contains("fleetfoot_gate_outcomes_total{kind=\"metric\",outcome=\"passed\"} 1.0");
  }

  @Test
  void refusesAnAddressThatTheServiceMayNotCallWithItsPathAndRemedy() {
    agent("host-1");

    ApiClient.Answer answer =
        client.post(
            "/api/v1/rollouts",
            rollout(
                Map.of(
                    "hooks",
                    List.of(
                        Map.of(
                            "name", "metadata",
                            "at", "before-wave",
                            "url", "http://169.254.169.254/latest",
                            "secret", "other")))));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("/errors/0/path")).isEqualTo("$.hooks[0].url");
    assertThat(answer.text("/errors/0/detail")).contains("fleetfoot.outbound.allowed");
    assertThat(answer.text("/errors/1/path")).isEqualTo("$.hooks[0].secret");
  }

  @Test
  void showsNoGatesOfARolloutThatIsNotThere() {
    assertThat(
            client
                .with(token(Role.VIEWER))
                .get("/api/v1/rollouts/00000000-0000-0000-0000-000000000000/gates?limit=1")
                .status())
        .isEqualTo(404);
  }

  private RolloutSpec spec() {
    RolloutPolicy plain = RolloutPolicy.plain();
    return new RolloutSpec(
        "test",
        new KernelImageId(UUID.fromString(kernelImage())),
        new HostSelector(Map.of("fleet", fleet)),
        List.of(HostAmount.percent(100)),
        new DisruptionBudget(HostAmount.hosts(1)),
        new FailureBudget(0),
        Duration.ZERO,
        Duration.ofMinutes(10),
        DrainPolicy.full(),
        new RolloutPolicy(
            null,
            List.of(),
            List.of(),
            null,
            null,
            Duration.ZERO,
            List.of(),
            List.of(),
            null,
            plain.retries(),
            plain.approval(),
            List.of(
                new Hook(
                    "change",
                    Hook.Point.BEFORE_WAVE,
                    SERVER.uri("/hooks/change"),
                    "change",
                    Duration.ofSeconds(30),
                    Duration.ofHours(1))),
            List.of(
                new MetricGate(
                    "errors",
                    null,
                    "vector(0.01)",
                    "result < 0.05",
                    null,
                    Duration.ofSeconds(1),
                    1,
                    0,
                    0,
                    0,
                    Duration.ZERO)),
            plain.timing(),
            plain.rollback(),
            plain.stage()));
  }

  private static void doAsAsked(ApiAgent agent) {
    ApiClient.Answer assignment = agent.poll();
    if (assignment.text("/kind").equals("stage")) {
      agent.stage(assignment);
    } else if (assignment.text("/kind").equals("execute")) {
      agent.execute(assignment);
      agent.boot(assignment);
    }
  }
}
