package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetfoot.service.testing.TestHostKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How hosts are let in and shut out, over HTTP. */
class EnrolmentApiIT extends RunningService {

  @Autowired private JdbcClient jdbc;

  @Test
  void refusesAnotherKeyOfAMachineThatHasEnrolled() {
    ApiAgent agent = agent("host-1");
    agent.changeKey(new TestHostKey());

    ApiClient.Answer answer = agent.register();

    assertProblem(answer, 409, "host-already-enrolled");
    assertThat(answer.text("/detail")).contains("an admin must revoke");
  }

  @Test
  void refusesTheKeyOfAnotherMachine() {
    ApiAgent copy = new ApiAgent(client, "host-2", fleet);
    copy.changeKey(agent("host-1").key());

    assertProblem(copy.register(), 409, "key-in-use");
  }

  @Test
  void refusesAKeyThatTheSenderDoesNotHold() {
    ApiAgent agent = agent("host-1");
    String body =
        ApiClient.example("register-request").put("joinToken", ApiAgent.JOIN_TOKEN).toString();
    String claimed = ApiClient.example("signed-register").get("keyId").asString();

    ApiClient.Answer answer =
        client.post(
            "/agent/v1/register",
            body,
            agent.key().headers("POST", "/agent/v1/register", body, claimed));

    assertProblem(answer, 401, "bad-signature");
  }

  @Test
  void refusesARequestThatIsHeardTwice() {
    ApiAgent agent = agent("host-1");
    Map<String, String> get =
        agent.key().headers("GET", "/agent/v1/assignment", "", agent.hostId());
    String report = ApiClient.example("report-booted-unasked").toString();
    Map<String, String> post =
        agent.key().headers("POST", "/agent/v1/reports", report, agent.hostId());

    assertThat(client.get("/agent/v1/assignment", get).status()).isEqualTo(200);
    assertThat(client.post("/agent/v1/reports", report, post).status()).isEqualTo(204);

    assertProblem(client.get("/agent/v1/assignment", get), 401, "replayed");
    assertProblem(client.post("/agent/v1/reports", report, post), 401, "replayed");
  }

  @Test
  void writesNothingDownForAnIdlePoll() {
    ApiAgent agent = agent("host-1");

    agent.poll();
    agent.poll();

    assertThat(
            jdbc.sql("select count(*) from used_nonce where key_id = :host")
                .param("host", agent.hostId())
                .query(Long.class)
                .single())
        .isZero();
  }

  @ParameterizedTest
  @CsvSource({"-3, GET", "3, GET", "-3, POST", "3, POST"})
  void saysBothTimesWhenTheHostsClockIsWrong(int minutes, String method) {
    ApiAgent agent = agent("host-1");
    Instant wrong = Instant.now().plus(Duration.ofMinutes(minutes));
    String path = method.equals("GET") ? "/agent/v1/assignment" : "/agent/v1/reports";
    String body = method.equals("GET") ? "" : "{}";
    Map<String, String> headers =
        agent.key().headers(method, path, body, agent.hostId(), wrong, TestHostKey.nonce());

    ApiClient.Answer answer =
        method.equals("GET") ? client.get(path, headers) : client.post(path, body, headers);

    assertProblem(answer, 401, "clock-skew");
    assertThat(answer.text("/detail"))
        .contains("made at " + Instant.ofEpochSecond(wrong.getEpochSecond()))
        .contains("it is 20");
    assertThat(answer.http().headers().firstValue("Date")).isPresent();
  }

  @Test
  void refusesABodyThatWasChangedOnItsWay() {
    ApiAgent agent = agent("host-1");
    Map<String, String> headers =
        agent.key().headers("POST", "/agent/v1/reports", "{\"a\": 1}", agent.hostId());

    assertProblem(client.post("/agent/v1/reports", "{\"a\": 2}", headers), 401, "bad-signature");
  }

  @Test
  void refusesABodyThatIsLongerThanAnyReport() {
    ApiAgent agent = agent("host-1");

    assertProblem(
        agent.post("/agent/v1/reports", "\"" + "x".repeat(BufferedRequest.MOST_BYTES) + "\""),
        413,
        "body-too-large");
  }

  @Test
  void signsTheQueryToo() {
    ApiAgent agent = agent("host-1");

    assertThat(agent.get("/agent/v1/assignment?wait=PT1S", Map.of()).status()).isEqualTo(200);
    assertProblem(
        client.get(
            "/agent/v1/assignment?wait=PT9S",
            agent.key().headers("GET", "/agent/v1/assignment?wait=PT1S", "", agent.hostId())),
        401,
        "bad-signature");
  }

  @Test
  void givesNoFileOfAKernelImageThatAnotherHostWants() {
    ApiAgent owner = agent("host-1");
    String rollout =
        client.post("/api/v1/rollouts", rollout(Map.of("waves", List.of("100%")))).text("/id");
    await().until(() -> owner.poll().text("/kind").equals("stage"));
    String path = "/agent/v1/blobs/" + owner.poll().text("/kernelImage/kernel/sha256");

    ApiAgent other = new ApiAgent(client, "host-2", UUID.randomUUID().toString());
    other.register();

    assertProblem(other.get(path, Map.of()), 404, "not-found");
    client.post("/api/v1/rollouts/" + rollout + "/abort", "");
  }

  @Test
  void showsByWhichKeyAHostIsKnown() {
    ApiAgent agent = agent("host-1");

    ApiClient.Answer host = client.get("/api/v1/hosts/" + agent.hostId());

    assertThat(host.text("/enrolment/keySha256")).isEqualTo(agent.key().publicKey().sha256().hex());
    assertThat(Instant.parse(host.text("/enrolment/enrolledAt"))).isBefore(Instant.now());
    assertThat(host.body().at("/enrolment/revokedAt").isMissingNode()).isTrue();
  }

  @Test
  void refusesARevokedKeyUntilTheHostEnrolsWithAnother() {
    ApiAgent agent = agent("host-1");
    String id = agent.hostId();
    agent.poll();

    assertThat(revoke(id).text("/enrolment/revokedAt")).isNotEmpty();

    assertProblem(agent.poll(), 403, "host-revoked");
    assertProblem(agent.register(), 403, "host-revoked");
    agent.changeKey(new TestHostKey());
    assertThat(agent.register().status()).isEqualTo(200);
    assertThat(agent.hostId()).isEqualTo(id);
    assertThat(agent.poll().status()).isEqualTo(200);
    assertThat(client.get("/api/v1/hosts/" + id).body().at("/enrolment/revokedAt").isMissingNode())
        .isTrue();
  }

  @Test
  void revokesASecondTimeWithoutHarm() {
    String id = agent("host-1").hostId();

    String first = revoke(id).text("/enrolment/revokedAt");

    assertThat(revoke(id).text("/enrolment/revokedAt")).isEqualTo(first);
    assertThat(
            jdbc.sql(
                    "select to_state || ' ' || cause from transition"
                        + " where subject_id = cast(:id as uuid) and to_state = 'REVOKED'")
                .param("id", id)
                .query(String.class)
                .list())
        .containsExactly("REVOKED stolen");
  }

  @Test
  void wantsAReasonForARevocation() {
    String id = agent("host-1").hostId();

    assertProblem(client.post("/api/v1/hosts/" + id + "/revoke", "{}"), 400, "malformed-request");
    assertProblem(
        client.post("/api/v1/hosts/" + UUID.randomUUID() + "/revoke", Map.of("reason", "stolen")),
        404,
        "not-found");
  }

  @Test
  void letsHostsInAsOftenAsTheTokenAllows() {
    ApiClient.Answer token = joinToken(Map.of("maxUses", 1));
    ApiAgent first = joining(token);
    ApiAgent second = joining(token);

    assertThat(first.register().status()).isEqualTo(201);
    assertThat(first.register().status()).as("with the same key again").isEqualTo(200);

    assertProblem(second.register(), 401, "join-token-used-up");
    ApiClient.Answer shown = shown(token);
    assertThat(shown.text("/state")).isEqualTo("USED_UP");
    assertThat(shown.body().get("uses").asInt()).isEqualTo(1);
  }

  @Test
  void letsNoHostInByATokenThatHasExpired() {
    ApiClient.Answer token = joinToken(Map.of("expiresAt", "2100-01-01T00:00:00Z"));
    jdbc.sql("update join_token set expires_at = now() where id = cast(:id as uuid)")
        .param("id", token.text("/id"))
        .update();

    assertProblem(joining(token).register(), 401, "join-token-expired");
    assertThat(shown(token).text("/state")).isEqualTo("EXPIRED");
  }

  @Test
  void letsNoHostInByATokenThatWasRevoked() {
    ApiClient.Answer token = joinToken(Map.of());
    ApiAgent enrolled = joining(token);
    enrolled.register();

    assertThat(client.delete(location(token)).status()).isEqualTo(204);
    assertThat(client.delete(location(token)).status()).isEqualTo(204);

    assertProblem(joining(token).register(), 401, "join-token-revoked");
    assertThat(enrolled.poll().status()).as("who is in stays in").isEqualTo(200);
    assertThat(
            jdbc.sql(
                    "select subject || ' ' || to_state from transition"
                        + " where subject_id = cast(:id as uuid) order by id")
                .param("id", token.text("/id"))
                .query(String.class)
                .list())
        .containsExactly("JOIN_TOKEN USABLE", "JOIN_TOKEN REVOKED");
  }

  @Test
  void givesAHostTheTokensLabelsOverItsOwn() {
    ApiAgent agent = joining(joinToken(Map.of("labels", Map.of("rack", "of the token"))));
    agent.register();

    ApiClient.Answer host = client.get("/api/v1/hosts/" + agent.hostId());

    assertThat(host.text("/labels/rack")).isEqualTo("of the token");
    assertThat(host.text("/labels/fleet")).isEqualTo(fleet);
  }

  @Test
  void tellsATokensSecretOnce() {
    ApiClient.Answer token = joinToken(Map.of());

    assertThat(token.text("/token")).startsWith("jt_");
    assertThat(shown(token).http().body()).doesNotContain(token.text("/token"));
    assertThat(client.get("/api/v1/join-tokens").http().body())
        .contains(token.text("/id"))
        .doesNotContain(token.text("/token"));
  }

  @Test
  void refusesATokenThatMakesNoSense() {
    assertProblem(
        client.post("/api/v1/join-tokens", Map.of("name", " ")), 400, "malformed-request");
    assertProblem(
        client.post("/api/v1/join-tokens", Map.of("name", "a\nb")), 400, "malformed-request");
    assertProblem(
        client.post("/api/v1/join-tokens", Map.of("name", "a", "maxUses", 0)),
        400,
        "malformed-request");
    ApiClient.Answer over =
        client.post(
            "/api/v1/join-tokens", Map.of("name", "a", "expiresAt", "2020-01-01T00:00:00Z"));
    assertProblem(over, 400, "malformed-request");
    assertThat(over.text("/errors/0/path")).isEqualTo("$.expiresAt");
  }

  @Test
  void refusesANameThatIsTakenUntilItIsFree() {
    ApiClient.Answer token = joinToken(Map.of());
    Map<String, String> same = Map.of("name", token.text("/name"));

    assertProblem(client.post("/api/v1/join-tokens", same), 409, "join-token-name-taken");
    client.delete(location(token));
    assertThat(client.post("/api/v1/join-tokens", same).status()).isEqualTo(201);
  }

  private ApiClient.Answer revoke(String id) {
    ApiClient.Answer answer =
        client.post("/api/v1/hosts/" + id + "/revoke", Map.of("reason", "stolen"));
    assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
    return answer;
  }

  private ApiClient.Answer joinToken(Map<String, Object> changes) {
    Map<String, Object> request = new HashMap<>(Map.of("name", UUID.randomUUID().toString()));
    request.putAll(changes);
    ApiClient.Answer answer = client.post("/api/v1/join-tokens", request);
    assertThat(answer.status()).as(answer.http().body()).isEqualTo(201);
    return answer;
  }

  private ApiClient.Answer shown(ApiClient.Answer token) {
    return client.get(location(token));
  }

  private static String location(ApiClient.Answer token) {
    return "/api/v1/join-tokens/" + token.text("/id");
  }

  private ApiAgent joining(ApiClient.Answer token) {
    ApiAgent agent = new ApiAgent(client, "host-" + UUID.randomUUID(), fleet);
    agent.joinWith(token.text("/token"));
    return agent;
  }

  private static void assertProblem(ApiClient.Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.http().body()).isEqualTo(status);
    assertThat(answer.http().headers().firstValue("Content-Type"))
        .contains("application/problem+json");
    assertThat(answer.text("/code")).isEqualTo(code);
  }
}
