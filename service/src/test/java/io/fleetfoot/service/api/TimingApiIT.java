package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

class TimingApiIT extends RunningService {

  @Autowired private JdbcClient jdbc;

  private String rollout;

  @BeforeEach
  void rebootFourHosts() {
    List<ApiAgent> agents =
        List.of(agent("host-1"), agent("host-2"), agent("host-3"), agent("host-4"));
    rollout =
        client
            .post("/api/v1/rollouts", rollout(Map.of("waves", List.of(4), "maxUnavailable", 4)))
            .text("/id");
    await()
        .until(
            () -> {
              agents.forEach(TimingApiIT::doAsAsked);
              return client.get("/api/v1/rollouts/" + rollout).text("/state").equals("COMPLETED");
            });
  }

  @Test
  void listsWhatRebootsTookTheLastThatEndedFirst() {
    ApiClient.Answer page = client.get("/api/v1/timings?limit=3&rollout=" + rollout);
    ApiClient.Answer rest =
        client.get(
            "/api/v1/timings?limit=3&rollout=" + rollout + "&cursor=" + page.text("/nextCursor"));

    assertThat(page.body().at("/items").size()).isEqualTo(3);
    assertThat(rest.body().at("/items").size()).isEqualTo(1);
    assertThat(page.text("/items/0/endedAt")).isGreaterThanOrEqualTo(page.text("/items/2/endedAt"));
    JsonNode timing = rest.body().at("/items/0");
    assertThat(timing.at("/method").asString()).isEqualTo("reserved");
    assertThat(timing.at("/toRelease").asString()).isEqualTo(RELEASE);
    assertThat(timing.at("/phases").size()).isEqualTo(7);
    assertThat(timing.at("/phases/5/source").asString()).isEqualTo("perf-page");
    assertThat(timing.at("/blackoutSeconds").decimalValue()).isEqualByComparingTo("0.0624");
    assertThat(timing.at("/downtimeSeconds").asDouble()).isPositive();
  }

  @Test
  void filtersByMethodReleaseAndHost() {
    assertThat(count("&method=firmware")).isZero();
    assertThat(count("&method=reserved&toRelease=" + RELEASE.replace("+", "%2B"))).isEqualTo(4);
    String host = client.get("/api/v1/timings?rollout=" + rollout).text("/items/1/hostId");
    assertThat(count("&host=" + host)).isEqualTo(1);
  }

  @Test
  void sumsUpEachPhaseOverAllReboots() {
    int index = 0;
    for (String id :
        jdbc.sql("select id::text from reboot where rollout_id = cast(:rollout as uuid)")
            .param("rollout", rollout)
            .query(String.class)
            .list()) {
      jdbc.sql(
              """
              update reboot_phase set nanos = :nanos, quality = :quality
              where reboot_id = cast(:id as uuid) and phase = 'blackout'
              """)
          .param("nanos", new long[] {10_000_000, 20_000_000, 30_000_000, 140_000_000}[index])
          .param("quality", index == 0 ? "bound" : "exact")
          .param("id", id)
          .update();
      index++;
    }

    ApiClient.Answer summary =
        client.get("/api/v1/timings/summary?groupBy=toRelease&rollout=" + rollout);

    assertThat(summary.body().at("/items").size()).isEqualTo(7);
    JsonNode blackout = summary.body().at("/items/5");
    assertThat(blackout.at("/phase").asString()).isEqualTo("blackout");
    assertThat(blackout.at("/group").asString()).isEqualTo(RELEASE);
    assertThat(blackout.at("/count").asInt()).isEqualTo(4);
    assertThat(blackout.at("/bounds").asInt()).isEqualTo(1);
    assertThat(blackout.at("/p50").decimalValue()).isEqualByComparingTo("0.025");
    assertThat(blackout.at("/p95").decimalValue()).isEqualByComparingTo("0.1235");
    assertThat(blackout.at("/max").decimalValue()).isEqualByComparingTo("0.14");
  }

  private int count(String filter) {
    return client.get("/api/v1/timings?rollout=" + rollout + filter).body().at("/items").size();
  }

  private static void doAsAsked(ApiAgent agent) {
    ApiClient.Answer assignment = agent.poll();
    if (assignment.text("/kind").equals("stage")) {
      agent.stage(assignment);
    } else if (assignment.text("/kind").equals("execute")) {
      agent.execute(assignment);
      agent.boot(assignment);
    }
  }
}
