package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a rollout that is asked for is said in one answer. */
class SpecFaultsApiIT extends RunningService {

  @ParameterizedTest
  @CsvSource({"/api/v1/rollouts", "/api/v1/rollouts:plan"})
  void namesWhatIsNotThereAndWhatIsNotAllowedTogetherWithTheFaultsOfTheFields(String path) {
    agent("host-1");

    assertNamesAll("$", client.post(path, rollout(wrong())));
  }

  @Test
  void namesTheSameOfARolloutThatIsToBePlayedThrough() {
    agent("host-1");

    ApiClient.Answer answer =
        client.post(
            "/api/v1/rollouts:simulate",
            Map.of(
                "rollout",
                rollout(wrong()),
                "seed",
                1.5,
                "foo",
                true,
                "down",
                Map.of("median", "PT3M", "p95", "PT2M")));

    assertNamesAll("$.rollout", answer, "$.seed", "$.foo", "$.down");
  }

  @Test
  void namesTheSameOfTheRolloutsOfAnUptimePolicy() {
    Map<String, Object> template = rollout(wrong());
    List.of("name", "selector", "deadline", "waves").forEach(template::remove);

    ApiClient.Answer answer =
        client.post(
            "/api/v1/uptime-policies",
            Map.of("name", "p-" + fleet, "maxUptime", "90 days", "rollout", template));

    assertThat(paths(answer))
        .containsExactlyInAnyOrder(
            "$.maxUptime",
            "$.rollout.soak",
            "$.rollout.kernelImage",
            "$.rollout.hooks[0].url",
            "$.rollout.hooks[0].secret",
            "$.rollout.gates[0].address");
  }

  @Test
  void saysWhatIsWantedInsteadOfWhatIsNotThere() {
    Map<String, Object> wrong = wrong();
    List.of("hooks", "gates", "soak").forEach(wrong::remove);

    ApiClient.Answer answer = client.post("/api/v1/rollouts:plan", rollout(wrong));

    assertThat(answer.text("/detail"))
        .contains(
            "$.kernelImage: there is no kernel image %s: register it first"
                .formatted(wrong.get("kernelImage")))
        .contains("$.deadline: found 2020-01-01T00:00:00Z, wanted a time to come: it is 20");
  }

  @Test
  void wavesThatLeaveHostsOverAreNamedInTheRolloutThatIsPlayedThrough() {
    agent("host-1");
    agent("host-2");

    ApiClient.Answer answer =
        client.post(
            "/api/v1/rollouts:simulate", Map.of("rollout", rollout(Map.of("waves", List.of(1)))));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(paths(answer)).containsExactly("$.rollout.waves");
  }

  private static Map<String, Object> wrong() {
    Map<String, Object> wrong = new LinkedHashMap<>();
    wrong.put("kernelImage", UUID.randomUUID().toString());
    wrong.put("deadline", "2020-01-01T00:00:00Z");
    wrong.put("soak", "soon");
    wrong.put(
        "hooks",
        List.of(
            Map.of(
                "name", "board",
                "at", "before-wave",
                "url", "https://nobody.example/hook",
                "secret", "none")));
    wrong.put(
        "gates",
        List.of(
            Map.of(
                "name", "errors",
                "query", "up",
                "success", "result[0] > 0",
                "address", "https://nobody.example")));
    return wrong;
  }

  private static void assertNamesAll(String root, ApiClient.Answer answer, String... others) {
    assertThat(answer.status()).as(answer.http().body()).isEqualTo(400);
    assertThat(answer.text("/code")).isEqualTo("malformed-request");
    List<String> expected =
        new ArrayList<>(
            List.of(
                root + ".kernelImage",
                root + ".deadline",
                root + ".soak",
                root + ".hooks[0].url",
                root + ".hooks[0].secret",
                root + ".gates[0].address"));
    expected.addAll(List.of(others));
    assertThat(paths(answer))
        .as(answer.http().body())
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private static List<String> paths(ApiClient.Answer answer) {
    return answer.body().at("/errors").findValuesAsString("path");
  }
}
