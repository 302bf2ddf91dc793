package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What operators ask of the uptime of hosts, and what the running service does about it. */
class UptimePolicyApiIT extends RunningService {

  private static final String POLICIES = "/api/v1/uptime-policies";
  private static final Duration GENEROUS = Duration.ofMinutes(1);

  @Autowired private JdbcClient jdbc;

  @AfterEach
  void deletePolicies() {
    client
        .get(POLICIES)
        .body()
        .at("/items")
        .forEach(policy -> client.delete(POLICIES + "/" + policy.get("id").asString()));
  }

  @Test
  void refusesAPolicyWithEveryFaultOfItAndOfItsRollout() {
    ApiClient.Answer answer =
        client.post(
            POLICIES,
            Map.of(
                "maxUptime",
                "P2D",
                "minUptime",
                "P1D",
                "rollout",
                Map.of(
                    "deadline",
                    "2030-01-01T00:00:00Z",
                    "methods",
                    List.of("firmware"),
                    "waves",
                    List.of(1, 5),
                    "colour",
                    "red")));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().at("/errors").findValuesAsString("path"))
        .contains("$.name", "$.maxUptime", "$.rollout.deadline", "$.rollout.colour");

    answer = client.post(POLICIES, policy(Map.of("minUptime", "P60D")));
    assertThat(answer.text("/errors/0/path")).isEqualTo("$.minUptime");
    assertThat(answer.text("/errors/0/detail")).contains("at most half of maxUptime");

    answer =
        client.post(
            POLICIES,
            policy(
                Map.of("rollout", Map.of("methods", List.of("firmware"), "waves", List.of(1, 5)))));
    assertThat(answer.text("/errors/0/path")).isEqualTo("$.rollout.waves");

    answer =
        client.post(
            POLICIES,
            policy(
                Map.of("rollout", Map.of("kernelImage", "0e4b8f8c-3d5c-4a31-9f6e-5a7f3c1f0a10"))));
    assertThat(answer.text("/errors/0/path")).isEqualTo("$.rollout.kernelImage");
  }

  @Test
  void keepsAPolicyAndLooksAtItsHosts() {
    agent("host-1");
    agent("host-2");

    ApiClient.Answer created = client.post(POLICIES, policy(Map.of()));

    assertThat(created.status()).isEqualTo(201);
    String path = created.http().headers().firstValue("Location").orElseThrow();
    assertThat(created.text("/state")).isEqualTo("ACTIVE");
    assertThat(created.text("/spec/maxUptime")).isEqualTo("P90D");
    assertThat(created.text("/spec/minUptime")).isEqualTo("PT0S");
    assertThat(created.text("/spec/rollout/methods/0")).isEqualTo("firmware");
    await()
        .atMost(GENEROUS)
        .until(() -> client.get(path).body().at("/figures/hosts").asInt(0) == 2);
    ApiClient.Answer counted = client.get(path);
    assertThat(counted.body().at("/figures/exceeded").asInt()).isZero();
    assertThat(counted.body().at("/figures/unknown").asInt()).isEqualTo(2);
    assertThat(counted.body().at("/lastRollout").isMissingNode()).isTrue();
    assertThat(client.get(POLICIES).body().at("/items/0/id").asString())
        .isEqualTo(created.text("/id"));
    assertThat(client.get("/api/v1/audit?subject=uptime_policy&limit=1").text("/items/0/cause"))
        .isEqualTo("created: " + fleet);
    await()
        .atMost(GENEROUS)
        .until(
            () ->
                client
                    .get("/actuator/prometheus")
                    .http()
                    .body()
                    .contains("fleetfoot_uptime_hosts_unknown{policy=\"" + fleet + "\"} 2.0"));
  }

  @Test
  void saysWhichHostsWouldBeRebootedOnWhichDayWithoutKeepingAnything() {
    agent("host-1");
    agent("host-2");

    ApiClient.Answer preview =
        client.post(POLICIES + ":preview?days=90", policy(Map.of("maxUptime", "P30D")));

    assertThat(preview.status()).isEqualTo(200);
    assertThat(preview.body().at("/days").size()).isEqualTo(90);
    assertThat(preview.body().at("/days/27/count").asInt()).isEqualTo(1);
    assertThat(preview.text("/days/27/hosts/0/hostname")).startsWith("host-");
    assertThat(preview.body().at("/days/28/count").asInt()).isEqualTo(1);
    assertThat(preview.body().at("/unknown").size()).isEqualTo(2);
    assertThat(preview.body().at("/unknown/0/known").asBoolean()).isFalse();
    assertThat(preview.body().at("/leftOut").size()).isZero();
    assertThat(client.get(POLICIES).body().at("/items").size()).isZero();
    assertThat(client.post(POLICIES + ":preview?days=367", policy(Map.of())).status())
        .isEqualTo(400);

    String kept = POLICIES + "/" + client.post(POLICIES, policy(Map.of())).text("/id");
    assertThat(client.get(kept + "/preview").body().at("/days").size()).isEqualTo(14);
  }

  @Test
  void startsARolloutOverAHostThatIsUpForTooLong() {
    ApiAgent agent = agent("host-1");
    // no test can wait for a week, and a slow one must not find its agent silent
    jdbc.sql(
            "update host set boot_heard_at = now() - interval '8 days', last_seen_at = now() + interval '1 h' where id = cast(? as uuid)")
        .param(agent.hostId())
        .update();

    String path =
        POLICIES + "/" + client.post(POLICIES, policy(Map.of("maxUptime", "P7D"))).text("/id");

    await()
        .atMost(GENEROUS)
        .until(() -> !client.get(path).body().at("/lastRollout/id").isMissingNode());
    ApiClient.Answer policy = client.get(path);
    ApiClient.Answer rollout = client.get("/api/v1/rollouts/" + policy.text("/lastRollout/id"));
    assertThat(policy.body().at("/lastRollout/open").asBoolean()).isTrue();
    assertThat(rollout.text("/name")).isEqualTo(fleet);
    assertThat(rollout.body().at("/waves/0/size").asInt()).isEqualTo(1);
    assertThat(
            client
                .get(
                    "/api/v1/audit?subject=uptime_policy&rollout=" + policy.text("/lastRollout/id"))
                .text("/items/0/actor"))
        .isEqualTo("uptime-policy:" + fleet);
    client.post("/api/v1/rollouts/" + policy.text("/lastRollout/id") + "/abort", "");
  }

  @Test
  void changesPausesAndDeletesOnlyTheVersionThatWasSeen() {
    ApiClient.Answer created = client.post(POLICIES, policy(Map.of()));
    String path = POLICIES + "/" + created.text("/id");
    String seen = created.http().headers().firstValue("ETag").orElseThrow();

    ApiClient.Answer paused = client.post(path + "/pause", "");
    assertThat(paused.text("/state")).isEqualTo("PAUSED");

    ApiClient.Answer late =
        client.put(path, policy(Map.of("maxUptime", "P60D")), Map.of("If-Match", seen));
    assertThat(late.status()).isEqualTo(412);

    ApiClient.Answer changed =
        client.put(
            path,
            policy(Map.of("maxUptime", "P60D", "maxPerDay", "2%")),
            Map.of("If-Match", late.http().headers().firstValue("ETag").orElseThrow()));
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.text("/spec/maxUptime")).isEqualTo("P60D");
    assertThat(changed.text("/spec/maxPerDay")).isEqualTo("2%");
    assertThat(changed.text("/state")).isEqualTo("PAUSED");

    assertThat(client.post(POLICIES, policy(Map.of())).text("/code"))
        .isEqualTo("uptime-policy-name-taken");
    assertThat(client.post(path + "/resume", "").text("/state")).isEqualTo("ACTIVE");
    assertThat(client.delete(path).status()).isEqualTo(204);
    assertThat(client.get(path).status()).isEqualTo(404);
    assertThat(client.put(path, policy(Map.of()), Map.of()).status()).isEqualTo(404);
  }

  private Map<String, Object> policy(Map<String, Object> changes) {
    Map<String, Object> policy =
        new HashMap<>(
            Map.of(
                "name",
                fleet,
                "selector",
                Map.of("matchLabels", Map.of("fleet", fleet)),
                "maxUptime",
                "P90D",
                "rollout",
                Map.of("methods", List.of("firmware"))));
    policy.putAll(changes);
    return policy;
  }
}
