package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetfoot.service.testing.TestManifests;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class AgentApiIT extends RunningService {

  @Test
  void refusesToRegisterWithAnotherJoinToken() {
    ApiAgent agent = new ApiAgent(client, "host-1", fleet);
    agent.joinWith("jt_other");

    assertProblem(agent.register(), 401, "unauthenticated");
  }

  @Test
  void refusesToRegisterWithoutAMachineIdAndNamesThePath() {
    ObjectNode request = ApiClient.example("register-request");
    ((ObjectNode) request.get("facts")).remove("machineId");

    ApiClient.Answer answer = client.post("/agent/v1/register", request);

    assertProblem(answer, 400, "malformed-request");
    assertThat(answer.text("/errors/0/path")).isEqualTo("$.facts.machineId");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Basic abc", "Bearer ht_somebodyElse"})
  void refusesWhoeverDoesNotSign(String authorization) {
    ApiClient.Answer answer =
        client.get("/agent/v1/assignment", Map.of("Authorization", authorization));

    assertProblem(answer, 401, "unauthenticated");
    assertThat(answer.http().headers().firstValue("WWW-Authenticate")).contains("Signature");
  }

  @Test
  void refusesABodyThatIsNoJson() {
    ApiAgent agent = agent("host-1");

    ApiClient.Answer answer = agent.post("/agent/v1/reports", "{");

    assertProblem(answer, 400, "malformed-request");
  }

  @Test
  void registersANewHostAndKnowsItAgain() {
    ApiAgent agent = new ApiAgent(client, "host-1", fleet);
    assertThat(agent.register().status()).isEqualTo(201);
    String id = agent.hostId();

    assertThat(agent.register().status()).isEqualTo(200);

    assertThat(agent.hostId()).isEqualTo(id);
    assertThat(agent.poll().status()).isEqualTo(200);
  }

  @Test
  void answersAnUnchangedAssignmentWithoutABody() {
    ApiAgent agent = agent("host-1");
    String etag = agent.poll().http().headers().firstValue("ETag").orElseThrow();

    ApiClient.Answer answer = agent.poll(etag);

    assertThat(answer.status()).isEqualTo(304);
    assertThat(answer.http().body()).isEmpty();
  }

  @Test
  void refusesAReportOfAnotherHostsReboot() {
    ApiAgent owner = agent("host-1");
    String id = created(Map.of("waves", List.of("100%")));
    ApiClient.Answer stage = await().until(owner::poll, answer -> isKind(answer, "stage"));

    assertProblem(agent("host-2").stage(stage), 404, "not-found");
    assertThat(reboot(id).text("/items/0/state")).isEqualTo("STAGING");
  }

  @Test
  void refusesAnExecIdThatItDidNotMake() {
    ApiAgent agent = agent("host-1");
    created(Map.of("waves", List.of("100%")));
    ApiClient.Answer execute = admitted(agent);

    ObjectNode report = agent.reportOf("executing", execute).put("execId", "fx-0000000000000000");

    assertProblem(agent.report(report), 409, "report-out-of-place");
  }

  @Test
  void refusesToExecuteFromAnotherBootThanItAdmitted() {
    ApiAgent agent = agent("host-1");
    String id = created(Map.of("waves", List.of("100%")));
    ApiClient.Answer execute = admitted(agent);

    ObjectNode report = agent.reportOf("executing", execute).put("bootId", "another-boot");

    assertProblem(agent.report(report), 409, "report-out-of-place");
    assertThat(reboot(id).text("/items/0/state")).isEqualTo("VERIFYING");
  }

  @Test
  void bindsAnExecTokenToHostBootAndManifest() {
    ApiAgent agent = agent("host-1");
    created(Map.of("waves", List.of("100%")));

    ApiClient.Answer execute = admitted(agent);

    assertThat(execute.text("/execToken/hostId")).isEqualTo(agent.hostId());
    assertThat(execute.text("/execToken/bootId"))
        .isEqualTo(agent.reportOf("executing", execute).get("bootId").asString());
    assertThat(execute.text("/execToken/manifestSha256"))
        .isEqualTo(TestManifests.of(RELEASE).envelope().payloadSha256().hex());
    assertThat(agent.poll().body()).as("the same token again").isEqualTo(execute.body());
  }

  @Test
  void hasSavedAnExecutionWhenItAnswers() {
    ApiAgent agent = agent("host-1");
    String id = created(Map.of("waves", List.of("100%")));
    ApiClient.Answer execute = admitted(agent);

    assertThat(agent.execute(execute).status()).isEqualTo(204);

    assertThat(reboot(id).text("/items/0/state")).isEqualTo("EXECUTING");
    assertThat(agent.execute(execute).status()).as("the same again").isEqualTo(204);
  }

  @Test
  void refusesAnExecIdThatWasUsedUp() {
    ApiAgent agent = agent("host-1");
    created(Map.of("waves", List.of("100%")));
    ApiClient.Answer execute = admitted(agent);
    agent.execute(execute);
    agent.boot(execute);

    assertProblem(agent.execute(execute), 409, "report-out-of-place");
  }

  @Test
  void showsTheReasonOfARefusal() {
    ApiAgent agent = agent("host-1");
    String id = created(Map.of("waves", List.of("100%"), "failureBudget", 1));
    ApiClient.Answer stage = await().until(agent::poll, answer -> isKind(answer, "stage"));

    assertThat(agent.refuse(stage).status()).isEqualTo(204);

    ApiClient.Answer reboot = reboot(id);
    assertThat(reboot.text("/items/0/state")).isEqualTo("REFUSED");
    assertThat(reboot.text("/items/0/reason")).contains("crashkernel=256M");
    assertThat(client.get("/api/v1/hosts/" + agent.hostId()).text("/availability/state"))
        .isEqualTo("UP");
  }

  private ApiClient.Answer admitted(ApiAgent agent) {
    ApiClient.Answer stage = await().until(agent::poll, answer -> isKind(answer, "stage"));
    assertThat(agent.stage(stage).status()).isEqualTo(204);
    return await().until(agent::poll, answer -> isKind(answer, "execute"));
  }

  private String created(Map<String, Object> changes) {
    return client.post("/api/v1/rollouts", rollout(changes)).text("/id");
  }

  private ApiClient.Answer reboot(String rollout) {
    return client.get("/api/v1/rollouts/" + rollout + "/reboots");
  }

  private static boolean isKind(ApiClient.Answer answer, String kind) {
    return answer.text("/kind").equals(kind);
  }

  private static void assertProblem(ApiClient.Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.http().body()).isEqualTo(status);
    assertThat(answer.http().headers().firstValue("Content-Type"))
        .contains("application/problem+json");
    assertThat(answer.text("/code")).isEqualTo(code);
  }
}
