package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetfoot.service.testing.TestManifests;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class OperatorApiIT extends RunningService {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$.name              | {'kernelImage': 'ID'}",
        "$.kernelImage       | {'name': 'r'}",
        "$.kernelImage       | {'name': 'r', 'kernelImage': 'not-an-id'}",
        "$.waves             | {'name': 'r', 'kernelImage': 'ID', 'waves': []}",
        "$.waves[1]          | {'name': 'r', 'kernelImage': 'ID', 'waves': [1, 'many']}",
        "$.maxUnavailable    | {'name': 'r', 'kernelImage': 'ID', 'maxUnavailable': 0}",
        "$.maxUnavailable    | {'name': 'r', 'kernelImage': 'ID', 'maxUnavailable': '200%'}",
        "$.failureBudget     | {'name': 'r', 'kernelImage': 'ID', 'failureBudget': -1}",
        "$.soak              | {'name': 'r', 'kernelImage': 'ID', 'soak': '-PT1S'}",
        "$.soak              | {'name': 'r', 'kernelImage': 'ID', 'soak': 'a while'}",
        "$.bootDeadline      | {'name': 'r', 'kernelImage': 'ID', 'bootDeadline': 'PT0S'}",
        "$.maxUnavailabel    | {'name': 'r', 'kernelImage': 'ID', 'maxUnavailabel': 1}",
        "$.selector.matchLabel | {'name': 'r', 'kernelImage': 'ID', 'selector': {'matchLabel': {}}}",
        "$.selector.matchLabels | {'name': 'r', 'kernelImage': 'ID', 'selector': {'matchLabels': 1}}"
      })
  void namesThePathOfEachFaultInARollout(String path, String body) {
    ApiClient.Answer answer =
        client.post(
            "/api/v1/rollouts",
            body.replace('\'', '"').replace("ID", UUID.randomUUID().toString()));

    assertThat(answer.status()).as(answer.http().body()).isEqualTo(400);
    assertThat(answer.text("/code")).isEqualTo("malformed-request");
    assertThat(answer.text("/errors/0/path")).as(answer.http().body()).isEqualTo(path);
  }

  @Test
  void refusesARolloutOfAKernelImageThatItDoesNotKnow() {
    agent("host-1");

    ApiClient.Answer answer =
        client.post(
            "/api/v1/rollouts", rollout(Map.of("kernelImage", UUID.randomUUID().toString())));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("/errors/0/path")).isEqualTo("$.kernelImage");
  }

  @Test
  void refusesARolloutOfAKernelImageThatNoAgentBootsAnyMore() {
    agent("host-1");
    String expired = kernelImage(TestManifests.of(RELEASE, Instant.EPOCH));

    assertConflict(
        client.post("/api/v1/rollouts", rollout(Map.of("kernelImage", expired))),
        "manifest-expired");
  }

  @Test
  void refusesWavesThatLeaveHostsOver() {
    agent("host-1");
    agent("host-2");

    ApiClient.Answer answer = client.post("/api/v1/rollouts", rollout(Map.of("waves", List.of(1))));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("/errors/0/detail")).contains("cover 1 of 2 hosts");
  }

  @Test
  void refusesARolloutOverNoHosts() {
    assertConflict(client.post("/api/v1/rollouts", rollout(Map.of())), "no-hosts-match");
  }

  @ParameterizedTest
  @CsvSource({"hosts", "rollouts", "reboots", "kernel-images"})
  void knowsNothingOfAnUnknownId(String kind) {
    ApiClient.Answer answer = client.get("/api/v1/" + kind + "/" + UUID.randomUUID());

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text("/code")).isEqualTo("not-found");
  }

  @Test
  void refusesAnIdThatIsNone() {
    ApiClient.Answer answer = client.get("/api/v1/hosts/one");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("/code")).isEqualTo("malformed-request");
  }

  @Test
  void rollsOutWaveByWaveUntilEveryHostIsProven() {
    List<ApiAgent> agents = List.of(agent("host-1"), agent("host-2"), agent("host-3"));
    ApiClient.Answer created = client.post("/api/v1/rollouts", rollout(Map.of()));
    assertThat(created.status()).as(created.http().body()).isEqualTo(201);
    String path = created.http().headers().firstValue("Location").orElseThrow();

    await()
        .until(
            () -> {
              agents.forEach(OperatorApiIT::doAsAsked);
              return client.get(path).text("/state").equals("COMPLETED");
            });

    ApiClient.Answer rollout = client.get(path);
    assertThat(rollout.body().at("/counts/SUCCEEDED").asInt()).isEqualTo(3);
    assertThat(rollout.body().at("/waves/1/size").asInt()).isEqualTo(2);
    assertThat(rollout.text("/waves/1/state")).isEqualTo("DONE");
    assertThat(rollout.text("/finishedAt")).isNotEmpty();
    ApiClient.Answer reboot = client.get(path + "/reboots");
    assertThat(reboot.text("/items/2/host/hostname")).isEqualTo("host-3");
    assertThat(reboot.text("/items/2/toRelease")).isEqualTo(RELEASE);
    assertThat(reboot.body().at("/items/2/bootProof").asBoolean()).isTrue();
    assertThat(reboot.body().at("/items/2/phases").size()).isEqualTo(7);
    assertThat(reboot.body().at("/items/2/blackoutSeconds").decimalValue())
        .isEqualByComparingTo("0.0624");
    assertThat(reboot.body().at("/items/2/downtimeSeconds").asDouble()).isPositive();
    assertThat(reboot.body().at("/items/2").has("deadline")).isFalse();
    assertThat(client.get("/api/v1/reboots/" + reboot.text("/items/2/id")).text("/state"))
        .isEqualTo("SUCCEEDED");
    assertThat(client.get("/actuator/prometheus").http().body())
        .containsPattern(
            "fleetfoot_kexec_blackout_seconds_bucket\\{from=\"[^\"]+\",method=\"reserved\",quality=\"bound\",to=")
        .contains("fleetfoot_reboot_phase_seconds_count{method=\"reserved\",phase=\"stage\"}")
        .contains("fleetfoot_reboots_total{outcome=\"succeeded\"}")
        .contains("fleetfoot_hosts{availability=\"up\"}");
  }

  @Test
  void theAuditLogSaysWhoStartedARollout() {
    agent("host-1");
    String id = client.post("/api/v1/rollouts", rollout(Map.of())).text("/id");

    ApiClient.Answer audit = client.get("/api/v1/audit?subject=rollout&subjectId=" + id);

    assertThat(audit.text("/items/0/to")).isEqualTo("RUNNING");
    assertThat(audit.text("/items/0/actor")).isEqualTo("token:configured-admin");
  }

  @Test
  void choosesNoHostWhoseKeyIsRevoked() {
    ApiAgent revoked = agent("host-1");
    agent("host-2");
    client.post("/api/v1/hosts/" + revoked.hostId() + "/revoke", Map.of("reason", "stolen"));

    ApiClient.Answer created = client.post("/api/v1/rollouts", rollout(Map.of()));

    ApiClient.Answer reboots = client.get("/api/v1/rollouts/" + created.text("/id") + "/reboots");
    assertThat(reboots.body().at("/items").size()).isEqualTo(1);
    assertThat(reboots.text("/items/0/host/hostname")).isEqualTo("host-2");
  }

  @Test
  void aHostThatIsDeclaredUpThoughItWasStaysAsItIsAndMovesNothing() {
    ApiAgent agent = agent("host-1");
    JsonNode before = client.get("/api/v1/hosts/" + agent.hostId()).body().at("/availability");

    ApiClient.Answer answer =
        client.post(
            "/api/v1/hosts/" + agent.hostId() + "/declare-up", Map.of("reason", "to be sure"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().at("/availability")).isEqualTo(before);
    assertThat(movesOf(agent)).containsExactly(" -> ENROLLED");
  }

  private List<String> movesOf(ApiAgent agent) {
    List<String> moves = new ArrayList<>();
    client
        .get("/api/v1/audit?subject=host&subjectId=" + agent.hostId())
        .body()
        .at("/items")
        .forEach(
            row -> moves.add(row.path("from").asString("") + " -> " + row.path("to").asString("")));
    return moves;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"x\", \"role\": 3}",
        "{\"name\": \"x\", \"role\": \"VIEWER\", \"role\": \"ADMIN\"}",
        "{\"name\": \"x\", \"role\": \"VIEWER\", \"lifetime\": 1.5}",
        "{\"name\": \"x\", \"role\": \"VIEWER\", \"lifetim\": \"PT1M\"}"
      })
  void takesNoLooseJson(String body) {
    ApiClient.Answer answer = client.post("/api/v1/tokens", body, Map.of());

    assertThat(answer.status()).as(answer.http().body()).isEqualTo(400);
    assertThat(answer.text("/code")).isEqualTo("malformed-request");
  }

  @Test
  void takesNoYaml() {
    ApiClient.Answer answer =
        client.post(
            "/api/v1/tokens",
            "name: x\nrole: VIEWER\n",
            Map.of("Content-Type", "application/yaml"));

    assertThat(answer.status()).isEqualTo(415);
  }

  @Test
  void refusesTextThatTheDatabaseCannotHold() {
    ApiAgent agent = agent("host-1");

    ApiClient.Answer answer =
        client.post("/api/v1/hosts/" + agent.hostId() + "/revoke", Map.of("reason", "a\0b"));

    assertThat(answer.status()).as(answer.http().body()).isEqualTo(400);
    assertThat(answer.text("/code")).isEqualTo("malformed-request");
  }

  @Test
  void saysWhyAReadyHostWaits() {
    ApiAgent first = agent("host-1");
    ApiAgent second = agent("host-2");
    String id = client.post("/api/v1/rollouts", rollout(Map.of())).text("/id");
    await().until(first::poll, answer -> answer.text("/kind").equals("stage"));
    second.stage(await().until(second::poll, answer -> answer.text("/kind").equals("stage")));

    ApiClient.Answer reboots = client.get("/api/v1/rollouts/" + id + "/reboots");

    assertThat(reboots.text("/items/1/state")).isEqualTo("READY");
    assertThat(reboots.text("/items/1/reason"))
        .isEqualTo("wave-open: wave 0 is open, the host is in wave 1");
    assertThat(client.get("/api/v1/rollouts/" + id).text("/waiting/0/constraint"))
        .isEqualTo("wave-open");
  }

  @Test
  void stopsOverALostHostWhichStaysDownUntilItBoots() {
    ApiAgent lost = agent("host-1");
    agent("host-2");
    String id = lose(lost);

    assertThat(client.get("/api/v1/rollouts/" + id).body().at("/failed").asInt()).isEqualTo(1);
    assertThat(availability(lost)).isEqualTo("DOWN");

    assertThat(lost.sayBooted().status()).isEqualTo(204);

    assertThat(availability(lost)).isEqualTo("UP");
    assertThat(client.get("/api/v1/rollouts/" + id + "/reboots").text("/items/0/state"))
        .isEqualTo("LOST");
  }

  @Test
  void countsALostHostAsUpOnceAPersonSaysSo() {
    ApiAgent lost = agent("host-1");
    agent("host-2");
    lose(lost);

    ApiClient.Answer host =
        client.post(
            "/api/v1/hosts/" + lost.hostId() + "/declare-up",
            Map.of("reason", "replaced its power supply"));

    assertThat(host.status()).isEqualTo(200);
    assertThat(host.text("/availability/state")).isEqualTo("UP");
    assertThat(host.text("/availability/reason"))
        .isEqualTo("declared up by token:configured-admin: replaced its power supply");
    assertThat(
            client
                .get("/api/v1/audit?subject=host&subjectId=" + lost.hostId())
                .text("/items/0/cause"))
        .isEqualTo("declared up by token:configured-admin: replaced its power supply");
    assertThat(movesOf(lost)).startsWith("DOWN -> UP");
  }

  @Test
  void takesNobodysWordWithoutAReason() {
    ApiAgent agent = agent("host-1");

    ApiClient.Answer answer =
        client.post("/api/v1/hosts/" + agent.hostId() + "/declare-up", Map.of("reason", " "));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("/errors/0/path")).isEqualTo("$.reason");
  }

  @Test
  void doesNotTakeAPersonsWordForAHostOnItsWay() {
    ApiAgent agent = agent("host-1");
    client.post("/api/v1/rollouts", rollout(Map.of()));
    admitted(agent);

    ApiClient.Answer answer =
        client.post(
            "/api/v1/hosts/" + agent.hostId() + "/declare-up", Map.of("reason", "I feel lucky"));

    assertConflict(answer, "reboot-in-progress");
  }

  @Test
  void abortLetsTheHostFinishThatIsGone() {
    ApiAgent gone = agent("host-1");
    agent("host-2");
    String id = client.post("/api/v1/rollouts", rollout(Map.of())).text("/id");
    ApiClient.Answer execute = admitted(gone);
    gone.execute(execute);

    ApiClient.Answer aborting = client.post("/api/v1/rollouts/" + id + "/abort", "");
    assertThat(aborting.text("/state")).isEqualTo("ABORTING");
    gone.boot(execute);

    await().until(() -> client.get("/api/v1/rollouts/" + id).text("/state").equals("ABORTED"));
    ApiClient.Answer reboots = client.get("/api/v1/rollouts/" + id + "/reboots");
    assertThat(reboots.text("/items/0/state")).isEqualTo("SUCCEEDED");
    assertThat(reboots.text("/items/1/state")).isEqualTo("ABORTED");
  }

  @Test
  void anAgentThatIsTooLateForAnAbortIsToldToStay() {
    ApiAgent agent = agent("host-1");
    String id = client.post("/api/v1/rollouts", rollout(Map.of())).text("/id");
    ApiClient.Answer execute = admitted(agent);
    client.post("/api/v1/rollouts/" + id + "/abort", "");
    await().until(() -> client.get("/api/v1/rollouts/" + id).text("/state").equals("ABORTED"));

    assertConflict(agent.execute(execute), "report-out-of-place");
    assertThat(availability(agent)).isEqualTo("UP");
    assertThat(agent.poll().text("/kind")).isEqualTo("idle");
  }

  private String lose(ApiAgent agent) {
    String id =
        client
            .post("/api/v1/rollouts", rollout(new HashMap<>(Map.of("bootDeadline", "PT0.1S"))))
            .text("/id");
    agent.execute(admitted(agent));
    await().until(() -> client.get("/api/v1/rollouts/" + id).text("/state").equals("STOPPED"));
    return id;
  }

  private String availability(ApiAgent agent) {
    return client.get("/api/v1/hosts/" + agent.hostId()).text("/availability/state");
  }

  private static ApiClient.Answer admitted(ApiAgent agent) {
    agent.stage(await().until(agent::poll, answer -> answer.text("/kind").equals("stage")));
    return await().until(agent::poll, answer -> answer.text("/kind").equals("execute"));
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

  private static void assertConflict(ApiClient.Answer answer, String code) {
    assertThat(answer.status()).as(answer.http().body()).isEqualTo(409);
    assertThat(answer.text("/code")).isEqualTo(code);
  }
}
