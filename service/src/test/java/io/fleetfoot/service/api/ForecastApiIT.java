package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the running service says by itself of when a rollout will have ended. */
class ForecastApiIT extends RunningService {

  private static final Duration GENEROUS = Duration.ofMinutes(1);

  @Test
  void tellsAndShowsTheForecastOfARolloutThatRunsUntilItEnds() {
    agent("host-1");
    String name = "forecast-" + fleet;
    String rollout =
        client
            .post(
                "/api/v1/rollouts",
                rollout(
                    Map.of(
                        "name",
                        name,
                        "deadline",
                        Instant.now().plus(Duration.ofDays(1)).toString())))
            .text("/id");
    String audit = "/api/v1/audit?subject=forecast&rollout=" + rollout;

    await().atMost(GENEROUS).until(() -> !client.get(audit).body().at("/items").isEmpty());

    ApiClient.Answer told = client.get(audit);
    assertThat(told.text("/items/0/subject")).isEqualTo("forecast");
    assertThat(told.text("/items/0/subjectId")).isEqualTo(rollout);
    assertThat(told.text("/items/0/to")).isEqualTo("ON_TIME");
    assertThat(told.text("/items/0/cause"))
        .startsWith("half of the runs end by ")
        .contains("nine in ten by ")
        .contains("% by the deadline");
    await().atMost(GENEROUS).until(() -> scrape().contains("{percentile=\"90\",rollout=\"" + name));
    assertThat(scrape())
        .contains(
            "fleetfoot_rollout_forecast_end_timestamp_seconds{percentile=\"50\",rollout=\"" + name)
        .contains("fleetfoot_rollout_deadline_chance{rollout=\"" + name);

    String forecast = "/api/v1/rollouts/" + rollout + "/forecast";
    assertThat(client.get(forecast).http().statusCode()).isEqualTo(200);
    client.post("/api/v1/rollouts/" + rollout + "/abort", "");
    ApiClient.Answer refused = client.get(forecast);
    assertThat(refused.http().statusCode()).isEqualTo(409);
    assertThat(refused.text("/code")).isEqualTo("rollout-in-other-state");
    await().atMost(GENEROUS).until(() -> !scrape().contains("percentile=\"90\",rollout=\"" + name));
    assertThat(scrape()).doesNotContain("fleetfoot_rollout_deadline_chance{rollout=\"" + name);
  }

  private String scrape() {
    return client.get("/actuator/prometheus").http().body();
  }
}
