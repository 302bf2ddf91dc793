package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetfoot.service.access.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanApiIT extends RunningService {

  @Test
  void plansInWavesAndStepsWithWhatEachLimitCounts() {
    agent("host-1");
    agent("host-2");
    agent("host-3");
    agent("host-4");

    ApiClient.Answer answer =
        client.post(
            "/api/v1/rollouts:plan",
            rollout(Map.of("waves", List.of(1, "100%"), "maxUnavailable", 2)));

    assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
    assertThat(answer.body().get("hosts").asInt()).isEqualTo(4);
    assertThat(answer.body().get("waves")).hasSize(2);
    assertThat(answer.body().get("steps")).hasSize(3);
    assertThat(answer.text("/steps/0/hosts/0/hostname")).isEqualTo("host-1");
    assertThat(answer.text("/steps/1/hosts/1/hostname")).isEqualTo("host-3");
    assertThat(answer.body().at("/steps/2/wave").asInt()).isEqualTo(1);
    assertThat(answer.text("/steps/1/counts/0/constraint")).isEqualTo("max-unavailable");
    assertThat(answer.body().at("/steps/1/counts/0/before").asInt()).isZero();
    assertThat(answer.body().at("/steps/1/counts/0/step").asInt()).isEqualTo(2);
    assertThat(answer.body().at("/steps/1/counts/0/limit").asInt()).isEqualTo(2);
    assertThat(answer.body().get("unplaced")).isEmpty();
  }

  @Test
  void countsTheHostsThatASelectorChoosesByTheirFacts() {
    agent("fact-1");
    agent("fact-2");
    Map<String, Object> chosen =
        Map.of(
            "key",
            "fleetfoot.io/hostname",
            "operator",
            "In",
            "values",
            List.of("fact-1", "fact-2"));

    ApiClient.Answer answer =
        client.post(
            "/api/v1/rollouts:plan",
            rollout(
                Map.of(
                    "selector",
                    Map.of("matchExpressions", List.of(chosen)),
                    "waves",
                    List.of("100%"),
                    "maxUnavailable",
                    1)));

    assertThat(answer.body().get("steps")).hasSize(2);
    answer
        .body()
        .get("steps")
        .forEach(
            step -> {
              assertThat(step.at("/counts/0/constraint").asString()).isEqualTo("max-unavailable");
              assertThat(step.at("/counts/0/limit").asInt()).isEqualTo(1);
              assertThat(step.get("counts").get(0).has("source")).isFalse();
            });
  }

  @Test
  void namesWhatTheImportOfFreezesLeftOutAsTheStartDoes() {
    agent("host-1");
    String file =
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20301223\r\nSUMMARY:fair\r\n"
            + "STATUS:CANCELLED\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    Map<String, Object> rollout = rollout(Map.of("freezesICalendar", file));

    ApiClient.Answer planned = client.post("/api/v1/rollouts:plan", rollout);
    ApiClient.Answer started = client.post("/api/v1/rollouts", rollout);

    assertThat(planned.text("/freezeNotes/0")).isEqualTo("\"fair\" is cancelled and was left out");
    assertThat(started.text("/freezeNotes/0")).isEqualTo("\"fair\" is cancelled and was left out");
    ApiClient.Answer shown = client.get("/api/v1/rollouts/" + started.text("/id"));
    assertThat(shown.body().has("freezeNotes")).isFalse();
    client.post("/api/v1/rollouts/" + started.text("/id") + "/abort", Map.of());
  }

  @Test
  void aPlanStartsNothing() {
    ApiAgent agent = agent("host-1");

    client.post("/api/v1/rollouts:plan", rollout(Map.of()));

    ApiClient.Answer why = client.get("/api/v1/hosts/" + agent.hostId() + "/why-not");
    assertThat(why.status()).isEqualTo(200);
    assertThat(why.body().has("rolloutId") && !why.body().get("rolloutId").isNull()).isFalse();
    assertThat(why.text("/constraints/0/constraint")).isEqualTo("host-up");
    assertThat(why.text("/constraints/0/status")).isEqualTo("PASSED");
  }

  @Test
  void refusesToPlanWhatCouldNotBeStarted() {
    agent("host-1");
    agent("host-2");

    ApiClient.Answer uncovered =
        client.post("/api/v1/rollouts:plan", rollout(Map.of("waves", List.of(1))));
    assertThat(uncovered.status()).isEqualTo(400);
    assertThat(uncovered.text("/errors/0/path")).isEqualTo("$.waves");
    ApiClient.Answer unknown =
        client.post(
            "/api/v1/rollouts:plan", rollout(Map.of("kernelImage", UUID.randomUUID().toString())));
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.text("/errors/0/path")).isEqualTo("$.kernelImage");
    assertThat(
            client
                .post(
                    "/api/v1/rollouts:plan",
                    rollout(Map.of("selector", Map.of("matchLabels", Map.of("none", "such")))))
                .text("/code"))
        .isEqualTo("no-hosts-match");
  }

  @Test
  void refusesWhatNeedsLongerThanARolloutMayRun() {
    agent("host-1");
    agent("host-2");
    Map<String, Object> slow = rollout(Map.of("soak", "P20D", "maxUnavailable", 1));

    Map<String, ApiClient.Answer> answers =
        Map.of(
            "plan", client.post("/api/v1/rollouts:plan", slow),
            "simulate", client.post("/api/v1/rollouts:simulate", Map.of("rollout", slow)),
            "start", client.post("/api/v1/rollouts", slow));

    for (Map.Entry<String, ApiClient.Answer> asked : answers.entrySet()) {
      ApiClient.Answer refused = asked.getValue();
      assertThat(refused.status()).as(refused.http().body()).isEqualTo(400);
      assertThat(refused.text("/errors/0/path"))
          .isEqualTo(asked.getKey().equals("simulate") ? "$.rollout.soak" : "$.soak");
      assertThat(refused.text("/errors/0/detail"))
          .contains("the latest that it may run (fleetfoot.rollouts.longest is 30 days)");
    }
  }

  @Test
  void saysWhenARolloutIsToHaveEndedWhateverItsDeadline() {
    agent("host-1");
    Instant later = Instant.now().plus(Duration.ofDays(31));

    ApiClient.Answer answer =
        client.post("/api/v1/rollouts:plan", rollout(Map.of("deadline", "2199-01-01T00:00:00Z")));

    assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
    assertThat(Instant.parse(answer.text("/endsBy"))).isBefore(later);
  }

  @Test
  void saysWhyAHostAndARolloutWait() {
    ApiAgent one = agent("host-1");
    agent("host-2");
    String rollout = client.post("/api/v1/rollouts", rollout(Map.of())).text("/id");

    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                client
                    .get("/api/v1/hosts/" + one.hostId() + "/why-not")
                    .text("/state")
                    .equals("STAGING"));
    ApiClient.Answer host = client.get("/api/v1/hosts/" + one.hostId() + "/why-not");
    assertThat(host.text("/rolloutId")).isEqualTo(rollout);
    assertThat(host.body().findValuesAsString("constraint"))
        .startsWith("other-rollout", "rollout-running", "staged", "wave-open", "host-up")
        .endsWith("max-unavailable", "hook");
    assertThat(host.text("/constraints/2/status")).isEqualTo("BLOCKED");
    assertThat(host.text("/constraints/2/detail")).isEqualTo("its reboot is STAGING");

    ApiClient.Answer whole = client.get("/api/v1/rollouts/" + rollout + "/why-not");
    assertThat(whole.body().get("waiting").asInt()).isEqualTo(2);
    assertThat(whole.text("/constraints/3/constraint")).isEqualTo("wave-open");
    assertThat(whole.body().at("/constraints/3/hosts").asInt()).isEqualTo(1);
    assertThat(whole.text("/constraints/3/detail"))
        .isEqualTo("wave 0 is open, the host is in wave 1");
    client.post("/api/v1/rollouts/" + rollout + "/abort", Map.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"hosts", "rollouts"})
  void knowsNothingOfAnUnknownId(String kind) {
    assertThat(client.get("/api/v1/" + kind + "/" + UUID.randomUUID() + "/why-not").status())
        .isEqualTo(404);
  }

  @Test
  void letsWhoMayOnlyLookPlan() {
    agent("host-1");
    String viewer = token(Role.VIEWER);

    assertThat(client.with(viewer).post("/api/v1/rollouts:plan", rollout(Map.of())).status())
        .isEqualTo(200);
    assertThat(client.with(viewer).post("/api/v1/rollouts", rollout(Map.of())).status())
        .isEqualTo(403);
  }
}
