package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the API says of hosts that wait, of when that ends, and of what was taken back. */
class WaitingApiIT extends RunningService {

  @Test
  void saysWhenAFreezeLetsAHostGoAgain() {
    Instant thaw = Instant.now().plus(Duration.ofHours(5)).truncatedTo(ChronoUnit.SECONDS);
    ApiAgent agent = agent("host-1");
    String path = created(Map.of("waves", List.of("100%"), "freezes", List.of(freeze(thaw))));
    agent.stage(soon().until(agent::poll, answer -> answer.text("/kind").equals("stage")));

    soon().until(() -> client.get(path).text("/waiting/0/constraint").equals("freeze"));

    ApiClient.Answer rollout = client.get(path);
    assertThat(rollout.body().at("/waiting").size()).isEqualTo(1);
    assertThat(rollout.body().at("/waiting/0/hosts").asInt()).isEqualTo(1);
    assertThat(rollout.text("/waiting/0/clearsAt")).isEqualTo(thaw.toString());
    assertThat(of("freeze", client.get(path + "/why-not")).path("clearsAt").asString())
        .isEqualTo(thaw.toString());
    assertThat(of("freeze", whyNot(agent)).path("clearsAt").asString()).isEqualTo(thaw.toString());
    client.post(path + "/abort", "");
  }

  @Test
  void saysNoTimeWhereNobodyKnowsIt() {
    agent("host-1");
    String path = created(Map.of());
    client.post(path + "/pause", "");

    ApiClient.Answer rollout = client.get(path);

    assertThat(rollout.text("/waiting/0/constraint")).isEqualTo("rollout-running");
    assertThat(rollout.body().at("/waiting/0").has("clearsAt")).isFalse();
    client.post(path + "/abort", "");
  }

  @Test
  void saysUntilWhenARolloutWithoutDeadlineMayRun() {
    ApiAgent agent = agent("host-1");
    String path = created(Map.of());
    Instant latest = Instant.parse(client.get(path).text("/createdAt")).plus(Duration.ofDays(30));

    JsonNode deadline = of("deadline", whyNot(agent));

    assertThat(deadline.path("status").asString()).isEqualTo("PASSED");
    assertThat(deadline.path("detail").asString())
        .isEqualTo(
            "the rollout has no deadline, and may run until %s at the latest".formatted(latest));
    assertThat(deadline.has("clearsAt")).isFalse();
    client.post(path + "/abort", "");
  }

  @Test
  void namesTheOtherRolloutsThatWantAHostTheOldestFirst() {
    ApiAgent agent = agent("host-1");
    assertThat(whyNot(agent).body().at("/otherRollouts").size()).isZero();
    List<String> paths = new ArrayList<>();
    for (String name : List.of("first", "second", "third")) {
      paths.add(created(Map.of("name", name)));
    }

    ApiClient.Answer whyNot = whyNot(agent);

    assertThat(whyNot.text("/rolloutId")).isEqualTo(id(paths.get(0)));
    assertThat(whyNot.body().at("/otherRollouts").findValuesAsString("name"))
        .containsExactly("second", "third");
    assertThat(whyNot.body().at("/otherRollouts").findValuesAsString("id"))
        .containsExactly(id(paths.get(1)), id(paths.get(2)));
    paths.forEach(path -> client.post(path + "/abort", ""));
  }

  @Test
  void saysByWhenAPlannedRolloutIsToHaveEnded() {
    agent("host-1");
    Instant deadline = Instant.now().plus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
    Instant before = Instant.now().minus(Duration.ofMinutes(1));

    ApiClient.Answer near =
        client.post("/api/v1/rollouts:plan", rollout(Map.of("deadline", deadline.toString())));
    ApiClient.Answer none = client.post("/api/v1/rollouts:plan", rollout(Map.of()));

    assertThat(near.text("/endsBy")).isEqualTo(deadline.toString());
    assertThat(Instant.parse(none.text("/endsBy")))
        .isBetween(
            before.plus(Duration.ofDays(30)),
            Instant.now().plus(Duration.ofDays(30)).plus(Duration.ofMinutes(1)));
  }

  @Test
  void showsWavesOfWhichEveryRebootWasTakenBackAsWithdrawn() {
    agent("host-1");
    agent("host-2");
    String path = created(Map.of());
    assertThat(client.get(path).body().at("/waves").findValuesAsString("state"))
        .containsExactly("OPEN", "PENDING");

    client.post(path + "/abort", "");
    soon().until(() -> client.get(path).text("/state").equals("ABORTED"));

    assertThat(client.get(path).body().at("/waves").findValuesAsString("state"))
        .containsExactly("WITHDRAWN", "WITHDRAWN");
    assertThat(client.get(path + "/reboots").body().at("/items").findValuesAsString("state"))
        .containsExactly("ABORTED", "ABORTED");
    assertThat(client.get(path).body().at("/counts/ABORTED").asInt()).isEqualTo(2);
  }

  @Test
  void listsTheHostsThatHaveEveryLabelThatIsAskedFor() {
    ApiAgent one = labelled("host-1", Map.of("rack", "r1", "zone", "a,b=c"));
    ApiAgent two = labelled("host-2", Map.of("rack", "r2", "zone", "a,b=c"));

    assertThat(hosts("label=zone=a,b=c")).containsExactly(one.hostId(), two.hostId());
    assertThat(hosts("label=zone=a,b=c&label=rack=r2")).containsExactly(two.hostId());
    assertThat(hosts("label=zone=a")).isEmpty();
    assertThat(hosts("label=rack=")).isEmpty();
  }

  private List<String> hosts(String query) {
    return client
        .get("/api/v1/hosts?label=fleet=" + fleet + "&" + query)
        .body()
        .at("/items")
        .valueStream()
        .map(host -> host.path("id").asString())
        .toList();
  }

  private ApiAgent labelled(String hostname, Map<String, String> labels) {
    ApiAgent agent = new ApiAgent(client, hostname, fleet);
    agent.joinWith(
        client
            .post("/api/v1/join-tokens", Map.of("name", "j-" + UUID.randomUUID(), "labels", labels))
            .text("/token"));
    agent.register();
    return agent;
  }

  private static Map<String, Object> freeze(Instant to) {
    return Map.of(
        "name", "night", "from", to.minus(Duration.ofDays(1)).toString(), "to", to.toString());
  }

  private String created(Map<String, Object> changes) {
    Map<String, Object> rollout = new HashMap<>(rollout(changes));
    ApiClient.Answer answer = client.post("/api/v1/rollouts", rollout);
    assertThat(answer.status()).as(answer.http().body()).isEqualTo(201);
    return answer.http().headers().firstValue("Location").orElseThrow();
  }

  private static String id(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private ApiClient.Answer whyNot(ApiAgent agent) {
    return client.get("/api/v1/hosts/" + agent.hostId() + "/why-not");
  }

  private static JsonNode of(String constraint, ApiClient.Answer whyNot) {
    return whyNot
        .body()
        .at("/constraints")
        .valueStream()
        .filter(check -> check.path("constraint").asString().equals(constraint))
        .findFirst()
        .orElseThrow();
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60));
  }
}
