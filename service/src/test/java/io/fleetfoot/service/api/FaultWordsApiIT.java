package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request has wrong is said in the words of the API, and not in those of its libraries. */
class FaultWordsApiIT extends RunningService {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tokens | {'name': 'ci', 'role': 'ROOT'} | $.role: found \"ROOT\", wanted one of VIEWER, OPERATOR, APPROVER, ADMIN",
        "tokens | {'name': 'ci', 'role': 3} | $.role: found 3, wanted one of VIEWER, OPERATOR, APPROVER, ADMIN",
        "tokens | {'name': 'ci', 'role': ['VIEWER']} | $.role: found a list, wanted one of VIEWER, OPERATOR, APPROVER, ADMIN",
        "tokens | {'name': 'ci'} | $.role: is missing",
        "tokens | {'name': 'ci', 'role': 'VIEWER', 'lifetime': '3m'} | $.lifetime: found \"3m\", wanted a duration in ISO 8601, where \"PT3M\" is three minutes",
        "tokens | {'name': 'ci', 'role': 'VIEWER', 'lifetim': 'PT3M'} | $.lifetim: is not known here; known are name, role, lifetime",
        "tokens | {'name': {}, 'role': 'VIEWER'} | $.name: found an object, wanted text",
        "tokens | {'name': 'ci', 'role': 'VIEWER', 'role': 'ADMIN'} | $: has \"role\" twice",
        "tokens | {'name': 'ci' | $: ends at line 1, column 14 before its JSON does",
        "tokens | {'name': 'ci', role: 'VIEWER'} | $: is no JSON at line 1, column 16: is a quote, a comma or a bracket missing, or one too many?",
        "tokens | {'name': 'ci', 'role': 'VIEWER'} {} | $: found more behind the JSON, wanted nothing there",
        "tokens | [] | $: found a list, wanted an object",
        "tokens | null | $: found no readable body, wanted a JSON object",
        "tokens | '' | $: found no readable body, wanted a JSON object",
        "rollouts | [] | $: found a list, wanted an object",
        "rollouts | {'name': 'a', 'name': 'b'} | $: has \"name\" twice",
        "rollouts:simulate | 3 | $: found a whole number, wanted an object",
        "join-tokens | {'name': 'a', 'maxUses': 1.5} | $.maxUses: found 1.5, wanted a whole number",
        "join-tokens | {'name': 'a', 'maxUses': '3'} | $.maxUses: found text, wanted a whole number",
        "join-tokens | {'name': 'a', 'maxUses': 99999999999} | $.maxUses: is out of range, wanted a whole number of at most 32 bits",
        "join-tokens | {'name': 'a', 'maxUses': 0} | $.maxUses: must be greater than 0, found 0",
        "join-tokens | {'name': 'a', 'expiresAt': 'tomorrow'} | $.expiresAt: found \"tomorrow\", wanted a time in RFC 3339 such as \"2026-11-22T03:00:00Z\"",
        "join-tokens | {'name': 'a', 'labels': []} | $.labels: found a list, wanted an object",
        "join-tokens | {'name': 'a', 'labels': {'rack': {}}} | $.labels.rack: found an object, wanted text",
        "kernel-images | {'manifest': 'x'} | $.manifest: found text, wanted an object",
        "kernel-images | {'manifest': {'signatures': 1}} | $.manifest.signatures: found a whole number, wanted a list",
        "kernel-images | {'manifest': {'signatures': [{'keyId': 'a'}]}} | $.manifest.signatures[0].keyId: is not known here; known are keyid, sig"
      })
  void saysOfABodyWhatWasFoundAndWhatWasWanted(String path, String body, String fault) {
    ApiClient.Answer answer = client.post("/api/v1/" + path, body.replace('\'', '"').strip());

    assertSays(answer, fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hosts?limit=many | ?limit: found \"many\", wanted a whole number",
        "hosts?limit=5000 | ?limit: must be less than or equal to 1000, found 5000",
        "hosts?availability=MAYBE | ?availability: found \"MAYBE\", wanted one of UP, DOWN",
        "rollouts?state=NOPE | ?state: found \"NOPE\", wanted one of AWAITING_APPROVAL, RUNNING,",
        "rollouts?state=RUNNING&state=LATE | ?state: found \"LATE\", wanted one of AWAITING_APPROVAL, RUNNING,",
        "audit?since=yesterday | ?since: found \"yesterday\", wanted a time in RFC 3339 such as \"2026-11-22T03:00:00Z\"",
        "audit?since=2026 | ?since: found \"2026\", wanted a time in RFC 3339 such as",
        "audit?since= | ?since: found \"\", wanted a time in RFC 3339 such as",
        "audit?until=1 | ?until: found \"1\", wanted a time in RFC 3339 such as \"2026-11-22T03:00:00Z\"",
        "audit?subject=dog | ?subject: found \"dog\", wanted one of host, reboot, rollout, forecast, kernel_image, api_token, join_token, uptime_policy",
        "audit?subjectId=1 | ?subjectId: found \"1\", wanted a UUID",
        "timings/summary?groupBy=mood | ?groupBy: found \"mood\", wanted one of method, fromRelease, toRelease",
        "events?since=tomorrow | ?since: found \"tomorrow\", wanted one of now, beginning",
        "events?subject=dog | ?subject: found \"dog\", wanted one of host, reboot, rollout, forecast, kernel_image, api_token, join_token, uptime_policy",
        "hosts/one | /id: found \"one\", wanted a UUID"
      })
  void saysOfAQueryWhatWasFoundAndWhatWasWanted(String path, String fault) {
    assertSays(client.get("/api/v1/" + path), fault);
  }

  @Test
  void saysOfAStateOfRebootsWhichThereAre() {
    agent("host-1");
    String rollout = client.post("/api/v1/rollouts", rollout(Map.of())).text("/id");

    assertSays(
        client.get("/api/v1/rollouts/" + rollout + "/reboots?state=LATE"),
        "?state: found \"LATE\", wanted one of QUEUED, STAGING,");
  }

  @Test
  void saysOfAnAgentsBodyWhatWasFoundAndWhatWasWanted() {
    ApiClient.Answer answer =
        client.post("/agent/v1/register", "{\"facts\": {\"memoryBytes\": \"much\"}}");

    assertSays(answer, "$.facts.memoryBytes: found text, wanted a whole number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"viewer", "Viewer", "VIEWER"})
  void takesARoleInCapitalsAndInSmallLetters(String role) {
    ApiClient.Answer created =
        client.post("/api/v1/tokens", Map.of("name", role + "-" + fleet, "role", role));

    assertThat(created.status()).as(created.http().body()).isEqualTo(201);
    assertThat(created.text("/role")).isEqualTo("VIEWER");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/hostz", "/api/v1/rollouts/1/2/3"})
  void saysOfAPathThatThereIsNotWhereThePathsAreListed(String path) {
    ApiClient.Answer answer = client.get(path);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text("/code")).isEqualTo("not-found");
    assertThat(answer.text("/type")).isEqualTo("/problems/not-found");
    assertThat(answer.text("/detail"))
        .isEqualTo("there is no GET %s here; GET /api/v1/openapi.json lists what there is", path);
    assertThat(client.get("/api/v1/openapi.json").status()).isEqualTo(200);
  }

  private static void assertSays(ApiClient.Answer answer, String fault) {
    assertThat(answer.status()).as(answer.http().body()).isEqualTo(400);
    assertThat(answer.text("/code")).isEqualTo("malformed-request");
    assertThat(answer.text("/errors/0/path") + ": " + answer.text("/errors/0/detail"))
        .startsWith(fault);
    assertThat(answer.http().body()).doesNotContain("io.fleetfoot", "java.", "`", "tools.jackson");
  }
}
