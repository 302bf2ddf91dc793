package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.scheduler.IdempotencyKeys;
import io.fleetfoot.service.scheduler.Token;
import io.fleetfoot.service.testing.TestManifests;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

class IdempotencyIT extends RunningService {

  private static final String ADMIN = "token:configured-admin";
  private static final Duration HOUR = Duration.ofHours(1);

  @Autowired private IdempotencyKeys keys;
  @Autowired private JdbcClient jdbc;

  @Value("${local.server.port}")
  private int port;

  private final String key = UUID.randomUUID().toString();

  /** Endpoints that answer as real ones do, in ways that are hard to bring about. */
  @TestConfiguration
  @RestController
  static class Endpoints {

    private int failures;

    @PostMapping("/api/v1/test/secret")
    @RequiresRole(Role.OPERATOR)
    @SecretAnswer
    ResponseEntity<Map<String, String>> secret() {
      return ResponseEntity.ok(Map.of("token", "fft_" + UUID.randomUUID()));
    }

    @PostMapping("/api/v1/test/forgotten")
    @RequiresRole(Role.OPERATOR)
    Map<String, String> forgotten() {
      return Map.of("token", Token.random("fft_", new Random()).value());
    }

    @PostMapping("/api/v1/test/shaky")
    @RequiresRole(Role.OPERATOR)
    Map<String, String> shaky(@RequestBody Map<String, String> body) {
      if (failures++ == 0) {
        throw new IllegalStateException("the first time");
      }
      return body;
    }
  }

  @Test
  void doesTheSameRequestOnceAndAnswersItAsBefore() {
    agent("host-1");
    String body = ApiClient.JSON.writeValueAsString(rollout(Map.of()));
    ApiClient.Answer first = post("/api/v1/rollouts", body);

    ApiClient.Answer again = post("/api/v1/rollouts", body);

    assertThat(first.status()).as(first.http().body()).isEqualTo(201);
    assertThat(header(first, "Idempotency-Replayed")).isEmpty();
    assertThat(again.status()).isEqualTo(201);
    assertThat(header(again, "Idempotency-Replayed")).isEqualTo("true");
    assertThat(again.http().body()).isEqualTo(first.http().body());
    for (String name : List.of("Location", "ETag", "Content-Type")) {
      assertThat(header(again, name)).isNotEmpty().isEqualTo(header(first, name));
    }
  }

  @Test
  void answersARefusalAsBeforeToo() {
    String body = ApiClient.JSON.writeValueAsString(rollout(Map.of()));
    post("/api/v1/rollouts", body);
    agent("host-1");

    ApiClient.Answer again = post("/api/v1/rollouts", body);

    assertThat(again.status()).isEqualTo(409);
    assertThat(again.text("/code")).isEqualTo("no-hosts-match");
    assertThat(header(again, "Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void refusesTheKeyOfAnotherRequest() {
    post("/api/v1/test/shaky", "{}");
    post("/api/v1/test/shaky", "{}");

    assertRefused(post("/api/v1/test/shaky", "{\"a\": \"b\"}"), 422, "idempotency-key-reused");
    assertRefused(post("/api/v1/test/secret", "{}"), 422, "idempotency-key-reused");
  }

  @Test
  void triesAgainWhatFailed() {
    ApiClient.Answer first = post("/api/v1/test/shaky", "{\"a\": \"" + key + "\"}");
    ApiClient.Answer again = post("/api/v1/test/shaky", "{\"a\": \"" + key + "\"}");

    assertThat(again.status()).isEqualTo(200);
    assertThat(header(again, "Idempotency-Replayed")).isEmpty();
    assertThat(first.status()).isIn(200, 500);
  }

  @Test
  void keepsNoSecret() {
    ApiClient.Answer first = post("/api/v1/test/secret", "");

    assertRefused(post("/api/v1/test/secret", ""), 409, "idempotency-secret-answer");
    assertThat(first.text("/token")).startsWith("fft_");
    assertThat(
            jdbc.sql("select count(*) from idempotency_key as k where k::text like '%fft_%'")
                .query(Integer.class)
                .single())
        .isZero();
  }

  @Test
  void keepsNoTokenThatNobodyCalledASecret() {
    post("/api/v1/test/forgotten", "");

    assertRefused(post("/api/v1/test/forgotten", ""), 409, "idempotency-secret-answer");
  }

  @Test
  void ofManySentAtOnceOneIsDone() throws Exception {
    agent("host-1");
    String body = ApiClient.JSON.writeValueAsString(rollout(Map.of()));
    ExecutorService callers = Executors.newFixedThreadPool(8);
    List<Future<ApiClient.Answer>> calls =
        IntStream.range(0, 16)
            .mapToObj(i -> callers.submit(() -> post("/api/v1/rollouts", body)))
            .toList();
    int done = 0;
    for (Future<ApiClient.Answer> call : calls) {
      ApiClient.Answer answer = call.get();
      if (answer.status() == 409) {
        assertThat(answer.text("/code")).isEqualTo("idempotency-in-progress");
      } else {
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(201);
        done += header(answer, "Idempotency-Replayed").isEmpty() ? 1 : 0;
      }
    }
    callers.shutdown();

    assertThat(done).isEqualTo(1);
    assertThat(post("/api/v1/rollouts", body).status()).isEqualTo(201);
  }

  @Test
  void refusesWhatAnotherReplicaIsWorkingOn() {
    keys.claim(new IdempotencyKeys.Key(ADMIN, key), digest(), HOUR, HOUR);

    ApiClient.Answer answer = post("/api/v1/test/secret", "{}");

    assertRefused(answer, 422, "idempotency-key-reused");
  }

  @Test
  void aClaimEndsWithTheLeaseOfAReplicaThatDied() {
    IdempotencyKeys.Key own = new IdempotencyKeys.Key("token:ci", key);
    keys.claim(own, digest(), Duration.ZERO, HOUR);

    assertThat(keys.claim(own, "b".repeat(64), HOUR, HOUR))
        .isInstanceOf(IdempotencyKeys.Outcome.Reused.class);
    assertThat(keys.claim(own, digest(), HOUR, HOUR))
        .isInstanceOf(IdempotencyKeys.Outcome.Claimed.class);
    assertThat(keys.claim(own, digest(), HOUR, HOUR))
        .isInstanceOf(IdempotencyKeys.Outcome.InProgress.class);
    assertThat(keys.claim(new IdempotencyKeys.Key("token:other", key), digest(), HOUR, HOUR))
        .isInstanceOf(IdempotencyKeys.Outcome.Claimed.class);
  }

  @Test
  void forgetsAKeyWhenItsTimeIsOver() {
    IdempotencyKeys.Key own = new IdempotencyKeys.Key("token:ci", key);
    keys.claim(own, digest(), Duration.ZERO, Duration.ZERO);

    assertThat(keys.prune()).isPositive();
    assertThat(keys.claim(own, "b".repeat(64), HOUR, HOUR))
        .isInstanceOf(IdempotencyKeys.Outcome.Claimed.class);
  }

  @Test
  void takesAnUploadWithItsBytesAsTheRequestItIs() {
    String kernel = "not a kernel";
    ApiClient.Answer first = upload("one", kernel);
    ApiClient.Answer again = upload("two", kernel);

    assertThat(first.status()).as(first.http().body()).isEqualTo(422);
    assertThat(again.status()).as(again.http().body()).isEqualTo(422);
    assertThat(again.text("/code")).isEqualTo("not-a-kernel");
    assertThat(header(again, "Idempotency-Replayed")).isEqualTo("true");
    assertRefused(upload("one", "not a kernel, too"), 422, "idempotency-key-reused");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"\"", "a b"})
  void refusesAKeyThatIsNone(String bad) {
    assertRefused(
        client.post("/api/v1/test/secret", "{}", Map.of("Idempotency-Key", bad)),
        400,
        "idempotency-key-invalid");
  }

  @Test
  void takesAKeyInQuotesForTheSameKey() {
    post("/api/v1/test/shaky", "{}");
    post("/api/v1/test/shaky", "{}");

    ApiClient.Answer again =
        client.post("/api/v1/test/shaky", "{}", Map.of("Idempotency-Key", '"' + key + '"'));

    assertThat(header(again, "Idempotency-Replayed")).isEqualTo("true");
  }

  @Test
  void refusesABodyThatIsTooLargeToBeHeld() {
    assertRefused(
        post("/api/v1/test/shaky", "{\"a\": \"" + "x".repeat(1 << 20) + "\"}"),
        413,
        "content-too-large");
  }

  private static String digest() {
    return "a".repeat(64);
  }

  private ApiClient.Answer post(String path, String body) {
    return client.post(path, body, Map.of("Idempotency-Key", key));
  }

  private ApiClient.Answer upload(String boundary, String kernel) {
    String description =
        ApiClient.JSON.writeValueAsString(
            Map.of("manifest", EnvelopeJson.of(TestManifests.of(RELEASE).envelope())));
    String body =
        part(boundary, "kernelImage\"; filename=\"k.json", "application/json", description)
            + part(boundary, "kernel\"; filename=\"kernel", "application/octet-stream", kernel)
            + part(boundary, "initrd\"; filename=\"initrd", "application/octet-stream", "initrd")
            + "--"
            + boundary
            + "--\r\n";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/kernel-images"))
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .header("Authorization", "Bearer " + ApiClient.ADMIN_TOKEN)
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
            .build();
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      return new ApiClient.Answer(
          answer.statusCode(), ApiClient.JSON.readTree(answer.body()), answer);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String part(String boundary, String name, String type, String content) {
    return "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\nContent-Type: %s\r\n\r\n%s\r\n"
        .formatted(boundary, name, type, content);
  }

  private static void assertRefused(ApiClient.Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.http().body()).isEqualTo(status);
    assertThat(answer.text("/code")).isEqualTo(code);
    assertThat(answer.text("/type")).isEqualTo("/problems/" + code);
  }

  private static String header(ApiClient.Answer answer, String name) {
    return answer.http().headers().firstValue(name).orElse("");
  }
}
