package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an agent's checks find is seen wherever the host is. */
class CheckApiIT extends RunningService {

  private ApiAgent amiss;
  private ApiAgent fit;

  @BeforeEach
  void registerTwoHosts() {
    amiss = agent("host-1");
    fit = agent("host-2");
  }

  @ParameterizedTest
  @CsvSource({
    "check, Lock down, $.findings",
    "check, '', $.findings[0].check",
    "severity, '', $.findings[0].severity"
  })
  void refusesAFindingThatIsNone(String field, String value, String path) {
    ObjectNode report = ApiClient.example("report-checked");
    ((ObjectNode) report.at("/findings/0")).put(field, value);
    ApiClient.Answer answer = amiss.report(report);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.http().body()).contains(path);
  }

  @Test
  void refusesAFindingWithATextThatIsTooLong() {
    ObjectNode report = ApiClient.example("report-checked");
    ((ObjectNode) report.at("/findings/0")).put("found", "x".repeat(1001));
    assertThat(amiss.report(report).status()).isEqualTo(400);
  }

  @Test
  void refusesACheckThatIsThereTwice() {
    assertThat(report(amiss, "lockdown", "refuse", "lockdown", "warn").status()).isEqualTo(400);
  }

  @Test
  void knowsNothingOfAnAgentThatHasNotSaid() {
    JsonNode checks = checks(fit);
    assertThat(checks.has("reportedAt")).isFalse();
    assertThat(checks.at("/findings").size()).isZero();
  }

  @Test
  void showsWhatTheAgentFound() {
    ObjectNode report = ApiClient.example("report-checked");
    assertThat(amiss.report(report).status()).isEqualTo(204);
    assertThat(amiss.report(report).status()).as("it may say so again").isEqualTo(204);
    JsonNode checks = checks(amiss);
    assertThat(checks.at("/reportedAt").asString()).isNotEmpty();
    assertThat(checks.at("/findings")).isEqualTo(report.at("/findings"));
  }

  @Test
  void forgetsWhatIsWellAgain() {
    report(amiss, "lockdown", "refuse", "drivers", "warn");
    report(amiss, "drivers", "refuse");
    assertThat(checks(amiss).at("/findings").size()).isEqualTo(1);
    assertThat(checks(amiss).at("/findings/0/severity").asString()).isEqualTo("refuse");
    report(amiss);
    assertThat(checks(amiss).at("/findings").size()).isZero();
    assertThat(checks(amiss).at("/reportedAt").asString()).isNotEmpty();
  }

  @Test
  void listsTheHostsThatFailACheck() {
    report(amiss, "lockdown", "refuse");
    report(fit, "drivers", "warn");
    ApiClient.Answer failing =
        client.get("/api/v1/hosts?check=lockdown&limit=1&label=fleet=" + fleet);
    assertThat(failing.body().at("/items").size()).isEqualTo(1);
    assertThat(failing.text("/items/0/hostname")).isEqualTo("host-1");
    assertThat(
            client
                .get("/api/v1/hosts?check=watchdog&label=fleet=" + fleet)
                .body()
                .at("/items")
                .size())
        .isZero();
  }

  @Test
  void saysInWhyNotWhatTheAgentWouldRefuse() {
    report(amiss, "lockdown", "refuse", "drivers", "warn");
    JsonNode refusals =
        client.get("/api/v1/hosts/" + amiss.hostId() + "/why-not").body().at("/refusals");
    assertThat(refusals.size()).isEqualTo(1);
    assertThat(refusals.at("/0/check").asString()).isEqualTo("lockdown");
    assertThat(refusals.at("/0/remedy").asString()).isEqualTo("mend it");
  }

  @Test
  void countsHostsByCheckAndKeepsUnknownChecksInOneSeries() {
    report(amiss, "lockdown", "refuse", "of-a-newer-agent", "warn");
    report(fit, "also-newer", "warn", "paging-levels", "dismal");
    JsonNode counts = client.get("/api/v1/checks").body().at("/items");
    assertThat(counts.toString())
        .contains("{\"check\":\"of-a-newer-agent\",\"severity\":\"warn\",\"hosts\":1}")
        .contains("{\"check\":\"paging-levels\",\"severity\":\"unknown\",\"hosts\":1}");
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(client.get("/actuator/prometheus").http().body())
                    .contains(
                        "fleetfoot_hosts_failing_check{check=\"paging-levels\",severity=\"unknown\"} 1.0")
                    .contains(
                        "fleetfoot_hosts_failing_check{check=\"other\",severity=\"warn\"} 2.0")
                    .doesNotContain("check=\"of-a-newer-agent\"", "check=\"also-newer\""));
  }

  @Test
  void knowsNoChecksOfAHostThatItDoesNotKnow() {
    assertThat(client.get("/api/v1/hosts/" + UUID.randomUUID() + "/checks").status())
        .isEqualTo(404);
  }

  private JsonNode checks(ApiAgent agent) {
    return client.get("/api/v1/hosts/" + agent.hostId() + "/checks").body();
  }

  private static ApiClient.Answer report(ApiAgent agent, String... checksAndSeverities) {
    ObjectNode report = ApiClient.example("report-checked");
    var findings = report.putArray("findings");
    for (int i = 0; i < checksAndSeverities.length; i += 2) {
      findings
          .addObject()
          .put("check", checksAndSeverities[i])
          .put("severity", checksAndSeverities[i + 1])
          .put("remedy", "mend it");
    }
    return agent.report(report);
  }
}
