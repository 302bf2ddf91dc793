package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class RolloutSpecIT extends RunningService {

  /** Addresses that may be named; nobody is there. */
  @DynamicPropertySource
  static void outbound(DynamicPropertyRegistry registry) {
    registry.add(
        "fleetfoot.outbound.allowed", () -> "https://change.example,https://prometheus.example");
    registry.add("fleetfoot.prometheus.url", () -> "https://prometheus.example");
    registry.add("fleetfoot.hooks.secrets.change", () -> "0123456789".repeat(4));
  }

  @Autowired private JdbcClient jdbc;

  @Test
  void showsTheWholeSpecThatWasSent() {
    agent("host-1");
    Map<String, Object> sent = everything();

    ApiClient.Answer created = client.post("/api/v1/rollouts", sent);

    assertThat(created.status()).as(created.http().body()).isEqualTo(201);
    assertThat(created.body().get("spec")).isEqualTo(ApiClient.JSON.valueToTree(sent));
    assertThat(client.get("/api/v1/rollouts/" + created.text("/id")).body().get("spec"))
        .isEqualTo(created.body().get("spec"));
  }

  @Test
  void fillsInWhatIsUsualAndTakesItBack() {
    agent("host-1");
    ApiClient.Answer created = client.post("/api/v1/rollouts", rollout(Map.of()));
    JsonNode spec = created.body().get("spec");
    assertThat(spec.at("/approval").asString()).isEqualTo("none");
    assertThat(spec.at("/bootDeadline").asString()).isEqualTo("PT10M");
    String path = "/api/v1/rollouts/" + created.text("/id");
    client.post(path + "/abort", Map.of());
    await().until(() -> client.get(path).text("/state").equals("ABORTED"));

    ApiClient.Answer again = client.post("/api/v1/rollouts", spec);

    assertThat(again.status()).as(again.http().body()).isEqualTo(201);
    assertThat(again.body().get("spec")).isEqualTo(spec);
  }

  @Test
  void namesEveryFaultOfASpecAtOnce() {
    ApiClient.Answer answer =
        client.post(
            "/api/v1/rollouts",
            rollout(
                Map.of(
                    "soak",
                    "soon",
                    "maxUnavailabel",
                    1,
                    "waves",
                    List.of(1, "half"),
                    "windows",
                    List.of(Map.of("schedule", "daily", "duration", "PT1H")))));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("/code")).isEqualTo("malformed-request");
    List<String> paths = new ArrayList<>();
    answer.body().get("errors").forEach(fault -> paths.add(fault.get("path").asString()));
    assertThat(paths)
        .containsExactlyInAnyOrder(
            "$.soak", "$.maxUnavailabel", "$.waves[1]", "$.windows[0].schedule");
    assertThat(answer.text("/detail")).contains("$.waves[1]: found \"half\", wanted");
  }

  @Test
  void takesNoSpecThatIsNoObject() {
    assertThat(client.post("/api/v1/rollouts", "[]").status()).isEqualTo(400);
    assertThat(client.post("/api/v1/rollouts", "null").status()).isEqualTo(400);
    assertThat(client.post("/api/v1/rollouts", "{\"name\": \"a\", \"name\": \"b\"}").status())
        .isEqualTo(400);
  }

  @Test
  void choosesHostsByExpressionsAndFacts() {
    agent("host-1");
    agent("host-2");
    agent("host-3");

    ApiClient.Answer created =
        client.post(
            "/api/v1/rollouts",
            rollout(
                Map.of(
                    "selector",
                    "fleet=%s,fleetfoot.io/hostname notin (host-2),!quarantine".formatted(fleet))));

    assertThat(created.status()).as(created.http().body()).isEqualTo(201);
    assertThat(created.body().at("/spec/selector/matchExpressions/0/operator").asString())
        .isEqualTo("NotIn");
    JsonNode reboots =
        client.get("/api/v1/rollouts/" + created.text("/id") + "/reboots").body().get("items");
    List<String> hosts = new ArrayList<>();
    reboots.forEach(reboot -> hosts.add(reboot.at("/host/hostname").asString()));
    assertThat(hosts).containsExactly("host-1", "host-3");
  }

  @Test
  void readsARolloutOfTheTimeBeforePolicies() {
    agent("host-1");
    String id = client.post("/api/v1/rollouts", rollout(Map.of())).text("/id");
    ObjectNode before = (ObjectNode) client.get("/api/v1/rollouts/" + id).body().get("spec");

    jdbc.sql("update rollout set policy = null where id = :id")
        .param("id", UUID.fromString(id))
        .update();

    assertThat(client.get("/api/v1/rollouts/" + id).body().get("spec")).isEqualTo(before);
  }

  /** Says something of every field, each time other than what is usual. */
  private Map<String, Object> everything() {
    Map<String, Object> spec =
        new HashMap<>(
            SpecFile.json(
                """
                {"name": "everything", "partitionBy": "rack", "orderBy": ["tier"], "maxUnavailable": "10%",
                 "failureDomains": [{"topologyKey": "rack", "maxUnavailable": 2, "maxDomains": "25%"}],
                 "maxParallel": 5, "failureBudget": 2, "maxWaveFailures": 1, "soak": "PT1S", "waveSoak": "PT10M",
                 "bootDeadline": "PT7M", "methods": ["file", "firmware"], "verification": "purgatory",
                 "windows": [{"schedule": "0 22 * * 1-5", "duration": "PT6H", "timeZone": "Europe/Berlin", "kind": "deny"}],
                 "freezes": [{"name": "year end", "from": "2026-12-23T00:00:00Z", "to": "2027-01-04T00:00:00Z"}],
                 "deadline": "2099-02-01T00:00:00Z",
                 "retries": {"limit": 2, "backoff": "PT2M", "maxBackoff": "PT1H"}, "approval": "each-wave",
                 "hooks": [{"name": "board", "at": "after-wave", "url": "https://change.example/hook", "secret": "change",
                            "timeout": "PT5S", "patience": "PT2H"}],
                 "gates": [{"name": "errors", "address": "https://prometheus.example", "query": "up",
                            "success": "result[0] > 0", "failure": "result[0] < 1", "interval": "PT30S", "count": 5,
                            "failureLimit": 1, "inconclusiveLimit": 1, "consecutiveErrorLimit": 2,
                            "initialDelay": "PT1M"}],
                 "timing": {"action": "pause", "minSamples": 20, "tolerance": 15},
                 "rollback": "on-stop", "stage": "just-in-time",
                 "drain": {"mode": "full", "ignoreDaemonSets": false, "deleteEmptyDirData": true, "force": true,
                           "gracePeriodSeconds": 10, "timeout": "PT1H", "skipWaitForDeleteTimeoutSeconds": 60,
                           "podSelector": "app!=cache"}}
                """));
    spec.put("kernelImage", kernelImage());
    spec.put(
        "selector",
        Map.of(
            "matchLabels",
            Map.of("fleet", fleet),
            "matchExpressions",
            List.of(Map.of("key", "quarantine", "operator", "DoesNotExist"))));
    return spec;
  }
}
