package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class PagingIT extends RunningService {

  @Test
  void pagesThroughTheHostsWithALabelEachOnce() {
    hosts(7);

    List<String> names = follow("/api/v1/hosts?limit=3&label=fleet=" + fleet, "/hostname", 3);

    assertThat(names)
        .containsExactly("host-0", "host-1", "host-2", "host-3", "host-4", "host-5", "host-6");
  }

  @Test
  void aHostThatComesBetweenTwoPagesMovesNoOther() {
    hosts(4);
    ApiClient.Answer first = client.get("/api/v1/hosts?limit=2&label=fleet=" + fleet);
    agent("host-00");

    ApiClient.Answer second = client.get(next(first));

    assertThat(second.text("/items/0/hostname")).isEqualTo("host-2");
    assertThat(second.body().at("/items").size()).isEqualTo(2);
    assertThat(second.body().has("nextCursor")).isFalse();
    assertThat(second.http().headers().firstValue("Link")).isEmpty();
  }

  @Test
  void pagesThroughKernelImagesRolloutsAndReboots() {
    hosts(5);
    IntStream.range(0, 3).forEach(i -> kernelImage());
    String rollout = client.post("/api/v1/rollouts", rollout(Map.of())).text("/id");

    List<String> reboots =
        follow("/api/v1/rollouts/" + rollout + "/reboots?limit=2", "/host/hostname", 2);

    assertThat(reboots).containsExactly("host-0", "host-1", "host-2", "host-3", "host-4");
    assertThat(follow("/api/v1/rollouts?limit=1", "/id", 1)).contains(rollout);
    assertThat(follow("/api/v1/kernel-images?limit=1", "/id", 1)).hasSizeGreaterThan(3);
    assertThat(follow("/api/v1/audit?limit=2&rollout=" + rollout, "/id", 2)).hasSizeGreaterThan(5);
  }

  @Test
  void filtersByStateAndAvailability() {
    hosts(2);
    String rollout = client.post("/api/v1/rollouts", rollout(Map.of())).text("/id");
    client.post("/api/v1/rollouts/" + rollout + "/abort", "");

    assertThat(ids("/api/v1/rollouts?state=ABORTING&state=ABORTED&limit=1000")).contains(rollout);
    assertThat(ids("/api/v1/rollouts?state=RUNNING&limit=1000")).doesNotContain(rollout);
    assertThat(ids("/api/v1/rollouts/" + rollout + "/reboots?state=SUCCEEDED")).isEmpty();
    assertThat(ids("/api/v1/hosts?availability=DOWN&label=fleet=" + fleet)).isEmpty();
    assertThat(ids("/api/v1/hosts?availability=UP&label=fleet=" + fleet)).hasSize(2);
    assertThat(ids("/api/v1/hosts?label=fleet=" + fleet + "&label=rack=a,b")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hosts?limit=0                | ?limit",
        "hosts?limit=1001             | ?limit",
        "hosts?limit=many             | ?limit",
        "hosts?cursor=nonsense        | ?cursor",
        "hosts?cursor=WyJyb2xsb3V0cyJd | ?cursor",
        "hosts?cursor=bnVsbA          | ?cursor",
        "hosts?label=rack             | ?label",
        "hosts?label=a=1&label=a=2    | ?label",
        "hosts?label=a%00=1           | ?label",
        "hosts?availability=MAYBE     | ?availability",
        "rollouts?state=LATE          | ?state",
        "audit?since=yesterday        | ?since",
        "audit?until=%2B12345-01-01T00:00:00Z | ?until",
        "audit?subjectId=1            | ?subjectId",
        "timings?host=1               | ?host",
        "timings/summary?groupBy=mood | ?groupBy",
        "events?since=tomorrow        | ?since",
        "hosts/one                    | /id"
      })
  void namesThePathOfAFaultInTheQuery(String path, String fault) {
    ApiClient.Answer answer = client.get("/api/v1/" + path);

    assertThat(answer.status()).as(answer.http().body()).isEqualTo(400);
    assertThat(answer.text("/code")).isEqualTo("malformed-request");
    assertThat(answer.text("/errors/0/path")).as(answer.http().body()).isEqualTo(fault);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hosts",
        "kernel-images",
        "rollouts",
        "audit",
        "timings",
        "timings/summary",
        "events"
      })
  void refusesAParameterThatItDoesNotKnow(String list) {
    ApiClient.Answer answer = client.get("/api/v1/" + list + "?colour=blue");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("/code")).isEqualTo("unknown-query-parameter");
    assertThat(answer.text("/errors/0/path")).isEqualTo("?colour");
  }

  @Test
  void aProblemLeadsToWhatItMeans() {
    ApiClient.Answer problem = client.get("/api/v1/hosts?limit=0");

    assertThat(problem.http().headers().firstValue("Content-Type"))
        .contains("application/problem+json");
    assertThat(problem.text("/type")).isEqualTo("/problems/malformed-request");
    assertThat(client.get(problem.text("/type")).http().body())
        .startsWith("malformed-request (HTTP 400)");
  }

  private void hosts(int count) {
    IntStream.range(0, count).forEach(i -> agent("host-" + i));
  }

  private List<String> follow(String path, String field, int limit) {
    List<String> seen = new ArrayList<>();
    Set<String> cursors = new HashSet<>();
    ApiClient.Answer page = client.get(path);
    while (true) {
      assertThat(page.status()).as(page.http().body()).isEqualTo(200);
      assertThat(page.body().at("/items").size()).isLessThanOrEqualTo(limit);
      for (JsonNode item : page.body().at("/items")) {
        seen.add(item.at(field).asString());
      }
      if (!page.body().has("nextCursor")) {
        assertThat(seen).doesNotHaveDuplicates();
        return seen;
      }
      assertThat(cursors.add(page.text("/nextCursor"))).isTrue();
      assertThat(next(page)).contains("cursor=" + page.text("/nextCursor"));
      page = client.get(next(page));
    }
  }

  private List<String> ids(String path) {
    return follow(path, "/id", 1000);
  }

  private static String next(ApiClient.Answer page) {
    String link = page.http().headers().firstValue("Link").orElseThrow();
    assertThat(link).endsWith(">; rel=\"next\"");
    return link.substring(1, link.indexOf('>'));
  }
}
