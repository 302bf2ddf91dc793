package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class PlainRebootApiIT extends RunningService {

  @Test
  void rebootsAHostByFirmwareFromTheRequestToTheProof() {
    ApiAgent agent = agent("host-1");
    ApiClient.Answer created = client.post("/api/v1/rollouts", plain(Map.of("soak", "PT0S")));
    assertThat(created.status()).as(created.http().body()).isEqualTo(201);
    assertThat(created.body().has("kernelImage")).isFalse();
    assertThat(created.body().at("/spec/methods/0").asString()).isEqualTo("firmware");
    assertThat(created.text("/bootDeadline")).isEqualTo("PT20M");
    String path = "/api/v1/rollouts/" + created.text("/id");

    ApiClient.Answer stage = soon().until(agent::poll, answer -> isKind(answer, "stage"));
    assertThat(stage.body())
        .isEqualTo(
            ApiClient.example("assignment-stage-plain").put("rebootId", stage.text("/rebootId")));
    assertThat(agent.report(reportOf("staged", agent, stage)).status()).isEqualTo(204);

    ApiClient.Answer execute = soon().until(agent::poll, answer -> isKind(answer, "execute"));
    assertThat(execute.body().get("execToken").has("manifestSha256")).isFalse();
    assertThat(execute.body().has("kernelImage")).isFalse();
    assertThat(agent.report(reportOf("executing", agent, execute)).status()).isEqualTo(204);
    assertThat(agent.bootByFirmware(execute).status()).isEqualTo(204);

    soon().until(() -> client.get(path).text("/state").equals("COMPLETED"));
    ApiClient.Answer reboots = client.get(path + "/reboots");
    assertThat(reboots.text("/items/0/state")).isEqualTo("SUCCEEDED");
    assertThat(reboots.text("/items/0/method")).isEqualTo("firmware");
    assertThat(reboots.text("/items/0/toRelease")).isEqualTo(reboots.text("/items/0/fromRelease"));
    assertThat(reboots.body().at("/items/0/bootProof").asBoolean()).isTrue();
  }

  @Test
  void showsNoReleaseBeforeOneCameUp() {
    agent("host-1");
    String id = client.post("/api/v1/rollouts", plain(Map.of())).text("/id");

    JsonNode reboot = client.get("/api/v1/rollouts/" + id + "/reboots").body().get("items").get(0);
    assertThat(reboot.has("fromRelease")).isTrue();
    assertThat(reboot.has("toRelease")).isFalse();
    assertThat(client.get("/api/v1/rollouts").body().get("items").get(0).has("kernelImage"))
        .isFalse();
    client.post("/api/v1/rollouts/" + id + "/abort", Map.of());
  }

  @Test
  void plansAndPlaysThroughWhatItCouldStart() {
    agent("host-1");
    agent("host-2");

    ApiClient.Answer plan = client.post("/api/v1/rollouts:plan", plain(Map.of()));
    assertThat(plan.status()).as(plan.http().body()).isEqualTo(200);
    assertThat(plan.body().get("steps")).hasSize(2);
    ApiClient.Answer played =
        client.post(
            "/api/v1/rollouts:simulate", Map.of("rollout", plain(Map.of("failureBudget", 2))));
    assertThat(played.status()).as(played.http().body()).isEqualTo(200);
    assertThat(played.text("/state")).isEqualTo("COMPLETED");
  }

  @Test
  void namesWhatAPlainRebootCannotDo() {
    ApiClient.Answer answer =
        client.post(
            "/api/v1/rollouts",
            plain(
                Map.of(
                    "methods",
                    List.of("reserved"),
                    "verification",
                    "kcore",
                    "rollback",
                    "on-stop")));

    assertThat(answer.status()).isEqualTo(400);
    List<String> paths = new ArrayList<>();
    answer.body().get("errors").forEach(fault -> paths.add(fault.get("path").asString()));
    assertThat(paths).containsExactly("$.methods", "$.verification", "$.rollback");
  }

  @Test
  void handsOutNoFileForAPlainReboot() {
    ApiAgent agent = agent("host-1");
    String id = client.post("/api/v1/rollouts", plain(Map.of())).text("/id");
    soon().until(agent::poll, answer -> isKind(answer, "stage"));

    assertThat(agent.get("/agent/v1/blobs/" + "a".repeat(64), Map.of()).status()).isEqualTo(404);
    client.post("/api/v1/rollouts/" + id + "/abort", Map.of());
  }

  @Test
  void tellsAnAgentThatGoesByAForbiddenMethodToStay() {
    ApiAgent agent = agent("host-1");
    client.post(
        "/api/v1/rollouts",
        rollout(Map.of("waves", List.of("100%"), "methods", List.of("reserved", "file"))));
    ApiClient.Answer stage = soon().until(agent::poll, answer -> isKind(answer, "stage"));
    assertThat(stage.body().get("policy").toString())
        .isEqualTo("{\"methods\":[\"reserved\",\"file\"],\"verification\":\"kcore\"}");
    agent.stage(stage);
    ApiClient.Answer execute = soon().until(agent::poll, answer -> isKind(answer, "execute"));

    ApiClient.Answer answer =
        agent.report(agent.reportOf("executing", execute).put("method", "normal"));

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text("/code")).isEqualTo("report-out-of-place");
    assertThat(answer.text("/detail")).contains("allowed are reserved, file");
    assertThat(agent.execute(execute).status()).isEqualTo(204);
  }

  private Map<String, Object> plain(Map<String, Object> changes) {
    Map<String, Object> rollout = rollout(changes);
    rollout.remove("kernelImage");
    rollout.putIfAbsent("methods", List.of("firmware"));
    rollout.put("waves", List.of("100%"));
    return rollout;
  }

  private static ObjectNode reportOf(String kind, ApiAgent agent, ApiClient.Answer assignment) {
    return agent.reportOf(kind, assignment).put("method", "firmware");
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60));
  }

  private static boolean isKind(ApiClient.Answer answer, String kind) {
    return answer.text("/kind").equals(kind);
  }
}
