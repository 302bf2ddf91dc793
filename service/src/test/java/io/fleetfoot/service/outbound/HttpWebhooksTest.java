package io.fleetfoot.service.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.rollout.Hook;
import io.fleetfoot.service.rollout.HookAnswer;
import io.fleetfoot.service.testing.ScriptedServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HttpWebhooksTest {

  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final Duration GENEROUS = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);

  private final ScriptedServer server = new ScriptedServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void asksByPostWithAllThatAHookNeedsToDecide() {
    server.answers(200, "{\"decision\":\"allow\"}");

    assertThat(ask(GENEROUS)).isEqualTo(new HookAnswer.Allow());

    ScriptedServer.Request request = server.requests().get(0);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.headers())
        .containsEntry("Content-type", "application/json")
        .containsEntry("Fleetfoot-delivery", "00000000-0000-0000-0000-000000000002");
    JsonNode body = JsonMapper.builder().build().readTree(request.body());
    assertThat(body)
        .isEqualTo(
            JsonMapper.builder()
                .build()
                .readTree(
                    """
                    {"delivery": "00000000-0000-0000-0000-000000000002",
                     "hook": "change", "point": "before-wave", "round": 3, "attempt": 1,
                     "deadline": "2026-11-01T13:00:00Z", "secondsLeft": 3600,
                     "rollout": {"id": "00000000-0000-0000-0000-000000000001",
                                 "name": "kernel 6.12", "state": "RUNNING", "reason": null},
                     "wave": 0,
                     "kernelImage": {"id": "00000000-0000-0000-0000-000000000003",
                                     "release": "6.12.0"},
                     "hostCount": 1,
                     "hosts": [{"id": "00000000-0000-0000-0000-000000000004",
                                "hostname": "host-1", "labels": {"rack": "r1"},
                                "reboot": "00000000-0000-0000-0000-000000000005",
                                "state": "READY"}]}
                    """));
  }

  /** The expected value is Python's: hmac.new(secret, b"1793534400." + body, "sha256"). */
  @Test
  void signsTimeAndBodyAsAnyLanguageCan() {
    assertThat(RequestMac.sign(SECRET.getBytes(), Calls.NOW, "{\"a\":1}".getBytes()))
        .isEqualTo(
            "t=1793534400,v1=fe663990f84cf08d630ddd16702b112c0845dbafed0190a8e144e53874a12fc8");
  }

  @Test
  void signsWithTheNamedSecretAndReadsItAnewFromItsFile(@TempDir Path directory)
      throws IOException {
    Path file = Files.writeString(directory.resolve("change"), SECRET + "\n");
    HttpWebhooks webhooks = webhooks(Map.of("change", "file:" + file));
    server.answers(200, "{\"decision\":\"allow\"}").answers(200, "{\"decision\":\"allow\"}");

    webhooks.call(Calls.call(Hook.Point.BEFORE_WAVE, server.uri("/hook"), "change", GENEROUS));
    Files.writeString(file, SECRET.replace('0', '9'));
    webhooks.call(Calls.call(Hook.Point.BEFORE_WAVE, server.uri("/hook"), "change", GENEROUS));

    List<ScriptedServer.Request> requests = server.requests();
    assertThat(requests.get(0).headers().get("Fleetfoot-signature"))
        .isEqualTo(
            RequestMac.sign(SECRET.getBytes(), Calls.NOW, requests.get(0).body().getBytes()));
    assertThat(requests.get(1).headers().get("Fleetfoot-signature"))
        .isNotEqualTo(requests.get(0).headers().get("Fleetfoot-signature"));
  }

  @Test
  void asksNobodyWithASecretThatIsNotThere() {
    HookAnswer answer =
        webhooks(Map.of("change", "file:/nowhere"))
            .call(Calls.call(Hook.Point.BEFORE_WAVE, server.uri("/hook"), "change", GENEROUS));

    assertThat(answer).isInstanceOf(HookAnswer.Error.class);
    assertThat(server.requests()).isEmpty();
  }

  /** All that a webhook can do wrong. */
  enum Misdeed {
    HANGS,
    ANSWERS_HALF,
    RESETS,
    HUGE,
    GARBAGE,
    STATUS_500_THAT_SAYS_ALLOW,
    EMPTY,
    REDIRECT
  }

  @ParameterizedTest
  @EnumSource
  void takesEveryMisdeedForAnError(Misdeed misdeed) {
    String allow = "{\"decision\":\"allow\"}";
    Duration timeout = GENEROUS;
    switch (misdeed) {
      case HANGS -> {
        server.hangs();
        timeout = SHORT;
      }
      case ANSWERS_HALF -> {
        server.answersHalf();
        timeout = SHORT;
      }
      case RESETS -> server.resets();
      case HUGE -> server.answersHuge(1024 * 1024);
      case GARBAGE -> server.answers(200, "\u0000\u0001garbage");
      case STATUS_500_THAT_SAYS_ALLOW -> server.answers(500, allow);
      case EMPTY -> server.answers(204, "");
      case REDIRECT -> server.redirects(server.uri("/elsewhere")).answers(200, allow);
    }

    assertThat(ask(timeout)).isInstanceOf(HookAnswer.Error.class);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void takesAnySuccessForTakenNoteOfWhatIsOnlyTold() {
    server.answers(204, "").answers(200, "whatever").answers(500, "");

    assertThat(tell()).isEqualTo(new HookAnswer.Told());
    assertThat(tell()).isEqualTo(new HookAnswer.Told());
    assertThat(tell()).isEqualTo(new HookAnswer.Error("it answered with status 500"));
  }

  @Test
  void callsNoAddressThatIsNotAllowed() {
    HttpWebhooks elsewhere =
        webhooks(List.of(AllowedAddress.parse("https://change.example")), Map.of());

    HookAnswer answer =
        elsewhere.call(Calls.call(Hook.Point.BEFORE_WAVE, server.uri("/hook"), null, GENEROUS));

    assertThat(((HookAnswer.Error) answer).reason()).contains("fleetfoot.outbound.allowed");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void saysThatNobodyListens() {
    URI dead = server.uri("/hook");
    server.close();

    assertThat(webhooks(Map.of()).call(Calls.call(Hook.Point.BEFORE_WAVE, dead, null, GENEROUS)))
        .isInstanceOf(HookAnswer.Error.class);
  }

  private HookAnswer ask(Duration timeout) {
    return webhooks(Map.of())
        .call(Calls.call(Hook.Point.BEFORE_WAVE, server.uri("/hook"), null, timeout));
  }

  private HookAnswer tell() {
    return webhooks(Map.of())
        .call(Calls.call(Hook.Point.AFTER_WAVE, server.uri("/hook"), null, GENEROUS));
  }

  private HttpWebhooks webhooks(Map<String, String> secrets) {
    return webhooks(List.of(AllowedAddress.parse(server.uri("").toString())), secrets);
  }

  private static HttpWebhooks webhooks(List<AllowedAddress> allowed, Map<String, String> secrets) {
    return new HttpWebhooks(
        new OutboundHttp(allowed, GENEROUS, null), new HookSecrets(secrets), () -> Calls.NOW);
  }
}
