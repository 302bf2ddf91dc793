package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetfoot.service.access.Role;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

class AccessApiIT extends RunningService {

  @Autowired private JdbcClient jdbc;

  @Test
  void asksForATokenWhereThereIsNone() {
    ApiClient.Answer answer = client.with("").get("/api/v1/hosts");

    assertProblem(answer, 401, "unauthenticated");
    assertThat(answer.http().headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(answer.text("/detail")).contains("Authorization: Bearer <token> is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fft_guess", "guess", "a.b.c", "spaces in it", "ümlaut"})
  void refusesATokenThatItDidNotMake(String token) {
    ApiClient.Answer answer = client.with(token).get("/api/v1/hosts");

    assertProblem(answer, 401, "unauthenticated");
    assertThat(answer.http().headers().firstValue("WWW-Authenticate"))
        .contains("Bearer error=\"invalid_token\"");
  }

  @Test
  void refusesAnExpiredTokenAsExpired() {
    String token = token(Role.VIEWER);
    jdbc.sql(
            """
            update api_token
            set created_at = now() - interval '2 hours', expires_at = now() - interval '1 hour'
            where token_hash = sha256(convert_to(?, 'UTF8'))
            """)
        .param(token)
        .update();

    assertProblem(client.with(token).get("/api/v1/whoami"), 401, "token-expired");
  }

  @Test
  void refusesARevokedTokenAsRevoked() {
    ApiClient.Answer created = create("VIEWER");
    ApiClient holder = client.with(created.text("/token"));
    assertThat(holder.get("/api/v1/whoami").status()).isEqualTo(200);

    assertThat(client.delete("/api/v1/tokens/" + created.text("/id")).status()).isEqualTo(204);

    assertProblem(holder.get("/api/v1/whoami"), 401, "token-revoked");
    assertThat(client.get("/api/v1/tokens/" + created.text("/id")).text("/revokedAt")).isNotEmpty();
    assertThat(client.delete("/api/v1/tokens/" + created.text("/id")).status()).isEqualTo(204);
  }

  @Test
  void saysWhichRoleItFoundAndWhichItWants() {
    ApiClient.Answer answer =
        client.with(token(Role.APPROVER)).post("/api/v1/rollouts", rollout(Map.of()));

    assertProblem(answer, 403, "forbidden");
    assertThat(answer.text("/detail")).endsWith(" has APPROVER, and this wants OPERATOR");
    assertThat(answer.text("/found/0")).isEqualTo("APPROVER");
    assertThat(answer.text("/wanted")).isEqualTo("OPERATOR");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$.name     | {'role': 'VIEWER'}",
        "$.name     | {'name': 'token:ci', 'role': 'VIEWER'}",
        "$.role     | {'name': 'ci'}",
        "$.role     | {'name': 'ci', 'role': 'ROOT'}",
        "$.lifetime | {'name': 'ci', 'role': 'VIEWER', 'lifetime': 'PT1S'}",
        "$.lifetime | {'name': 'ci', 'role': 'VIEWER', 'lifetime': 'P400D'}"
      })
  void namesThePathOfEachFaultInAToken(String path, String body) {
    ApiClient.Answer answer = client.post("/api/v1/tokens", body.replace('\'', '"'));

    assertProblem(answer, 400, "malformed-request");
    assertThat(answer.text("/errors/0/path")).as(answer.http().body()).isEqualTo(path);
  }

  @Test
  void refusesASecondTokenOfOneName() {
    String name = create("VIEWER").text("/name");

    assertProblem(
        client.post("/api/v1/tokens", Map.of("name", name, "role", "VIEWER")),
        409,
        "token-name-taken");
  }

  @Test
  void knowsNothingOfAnUnknownToken() {
    String path = "/api/v1/tokens/" + UUID.randomUUID();

    assertProblem(client.get(path), 404, "not-found");
    assertProblem(client.delete(path), 404, "not-found");
  }

  @Test
  void showsATokenOnceAndItsCreatorEver() {
    ApiClient.Answer created = create("OPERATOR");
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.text("/token")).startsWith("fft_");
    assertThat(created.http().headers().firstValue("Cache-Control").orElse(""))
        .contains("no-store");

    ApiClient.Answer shown =
        client.get(created.http().headers().firstValue("Location").orElseThrow());

    assertThat(shown.body().has("token")).isFalse();
    assertThat(shown.text("/createdBy")).isEqualTo("token:configured-admin");
    assertThat(client.get("/api/v1/tokens").http().body())
        .contains(created.text("/id"))
        .doesNotContain(created.text("/token"));
  }

  @Test
  void tellsWhoeverAsksAsWhomItKnowsHim() {
    ApiClient.Answer created = create("APPROVER");

    ApiClient.Answer known = client.with(created.text("/token")).get("/api/v1/whoami");

    assertThat(known.text("/name")).isEqualTo("token:" + created.text("/name"));
    assertThat(known.text("/roles/0")).isEqualTo("APPROVER");
    assertThat(known.text("/expiresAt")).isEqualTo(created.text("/expiresAt"));
    assertThat(client.get("/api/v1/whoami").text("/name")).isEqualTo("token:configured-admin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/actuator/health", "/actuator/health/readiness", "/actuator/prometheus"})
  void healthAndMetricsAreOpenToEverybody(String path) {
    assertThat(client.with("").get(path).status()).isEqualTo(200);
    assertThat(client.with("wrong").get(path).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/error",
        "/actuator",
        "/actuator/env",
        "/api/v2/hosts",
        "/api/v1/../../actuator/env",
        "/.well-known/oauth-protected-resource"
      })
  void whatHasNoRuleIsClosed(String path) {
    assertThat(client.with("").get(path).status()).isIn(400, 401);
    assertThat(client.get(path).status()).isIn(400, 403);
  }

  @Test
  void tellsWhomItKnowsThatThereIsNothing() {
    assertProblem(client.get("/api/v1/nothing"), 404, "not-found");
    assertProblem(client.delete("/api/v1/hosts"), 405, "method-not-allowed");
    assertProblem(client.with("").get("/api/v1/nothing"), 401, "unauthenticated");
  }

  @Test
  void answersAPathThatItDoesNotTakeWithAProblemToo() {
    assertProblem(client.get("/api/v1/hosts;a=b"), 400, "malformed-request");
  }

  @Test
  void theOutboxSaysWhoMovedWhat() {
    ApiAgent agent = agent("host-1");
    String operator = create("OPERATOR").text("/token");
    String id =
        client
            .with(operator)
            .post("/api/v1/rollouts", rollout(Map.of("waves", List.of("100%"))))
            .text("/id");
    agent.stage(await().until(agent::poll, answer -> answer.text("/kind").equals("stage")));
    client.with(operator).post("/api/v1/rollouts/" + id + "/abort", "");

    String name = client.with(operator).get("/api/v1/whoami").text("/name");
    assertThat(actors("to_state = 'STAGING' and rollout_id", id)).containsExactly("service");
    assertThat(actors("to_state = 'READY' and rollout_id", id))
        .containsExactly("agent:" + agent.hostId());
    assertThat(actors("to_state = 'ABORTING' and rollout_id", id)).containsExactly(name);
    assertThat(
            actors(
                "subject = 'API_TOKEN' and cause like '%OPERATOR%' and subject_id", tokenId(name)))
        .containsExactly("token:configured-admin");
  }

  private List<String> actors(String condition, String id) {
    return jdbc.sql("select actor from transition where " + condition + " = cast(? as uuid)")
        .param(id)
        .query(String.class)
        .list();
  }

  private String tokenId(String actor) {
    return jdbc.sql("select id::text from api_token where 'token:' || name = ?")
        .param(actor)
        .query(String.class)
        .single();
  }

  private ApiClient.Answer create(String role) {
    return client.post("/api/v1/tokens", Map.of("name", "t-" + UUID.randomUUID(), "role", role));
  }

  private static void assertProblem(ApiClient.Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.http().body()).isEqualTo(status);
    assertThat(answer.http().headers().firstValue("Content-Type"))
        .contains("application/problem+json");
    assertThat(answer.text("/code")).isEqualTo(code);
  }
}
