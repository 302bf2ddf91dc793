package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class EntityTagIT extends RunningService {

  @Test
  void answersNothingNewToOneWhoHasIt() {
    String path = "/api/v1/kernel-images/" + kernelImage();
    ApiClient.Answer first = client.get(path);

    ApiClient.Answer again = client.get(path, Map.of("If-None-Match", etag(first)));

    assertThat(again.status()).isEqualTo(304);
    assertThat(again.http().body()).isEmpty();
  }

  @Test
  void whatARolloutTellsOfItsHostsIsPartOfItsTag() {
    ApiAgent agent = agent("host-1");
    String path = path();
    ApiClient.Answer stage = await().until(agent::poll, to -> to.text("/kind").equals("stage"));
    ApiClient.Answer before = client.get(path);
    agent.refuse(stage);

    ApiClient.Answer after = client.get(path, Map.of("If-None-Match", etag(before)));

    assertThat(after.status()).isEqualTo(200);
    assertThat(after.body().at("/counts/REFUSED").asInt()).isEqualTo(1);
  }

  @Test
  void changesARolloutThatIsAsItWasSeen() {
    agent("host-1");
    String path = path();

    ApiClient.Answer aborted = abortAsSeen(path);

    assertThat(aborted.text("/state")).isEqualTo("ABORTING");
  }

  @Test
  void changesNothingOfARolloutThatIsOtherwiseByNow() {
    agent("host-1");
    String path = path();
    String stale = etag(client.get(path));
    client.post(path + "/abort", "");

    ApiClient.Answer refused = abort(path, stale);

    assertThat(refused.status()).isEqualTo(412);
    assertThat(refused.text("/code")).isEqualTo("precondition-failed");
    assertThat(abortAsSeen(path).text("/state")).startsWith("ABORT");
  }

  @Test
  void ofManyWhoSawTheSameVersionOneChangesIt() throws Exception {
    agent("host-1");
    String path = path();
    ExecutorService callers = Executors.newFixedThreadPool(8);

    List<Integer> answers =
        await().until(() -> abortAtOnce(path, callers), statuses -> statuses.contains(200));
    callers.shutdown();

    assertThat(answers).containsExactly(200, 412, 412, 412, 412, 412, 412, 412);
  }

  @Test
  void refusesATagThatItNeverGave() {
    agent("host-1");

    ApiClient.Answer answer = abort(path(), "W/\"abc\"");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("/errors/0/path")).isEqualTo("If-Match");
  }

  @Test
  void refusesAPreconditionThatItCannotHoldTo() {
    ApiAgent agent = agent("host-1");

    ApiClient.Answer answer =
        client.post(
            "/api/v1/hosts/" + agent.hostId() + "/declare-up",
            "{\"actor\": \"ada\", \"reason\": \"it is\"}",
            Map.of("If-Match", "\"1\""));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("/code")).isEqualTo("precondition-unsupported");
  }

  private String path() {
    return client
        .post("/api/v1/rollouts", rollout(Map.of()))
        .http()
        .headers()
        .firstValue("Location")
        .orElseThrow();
  }

  private List<Integer> abortAtOnce(String path, ExecutorService callers)
      throws InterruptedException {
    String seen = etag(client.get(path));
    List<Callable<Integer>> calls = Collections.nCopies(8, () -> abort(path, seen).status());
    return callers.invokeAll(calls).stream().map(EntityTagIT::result).sorted().toList();
  }

  /** The service may move the rollout between the look at it and the abort: then look again. */
  private ApiClient.Answer abortAsSeen(String path) {
    return await()
        .until(() -> abort(path, etag(client.get(path))), answer -> answer.status() == 200);
  }

  private ApiClient.Answer abort(String path, String etag) {
    return client.post(path + "/abort", "", Map.of("If-Match", etag));
  }

  private static String etag(ApiClient.Answer answer) {
    return answer.http().headers().firstValue("ETag").orElseThrow();
  }

  private static <T> T result(Future<T> call) {
    try {
      return call.get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
