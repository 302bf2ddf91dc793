package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetfoot.service.access.Actor;
import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.rollout.Approval;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.scheduler.CurrentActor;
import io.fleetfoot.service.scheduler.Rollouts;
import io.fleetfoot.service.testing.Policies;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What operators and approvers say to rollouts over HTTP. */
class RolloutVerbApiIT extends RunningService {

  @Autowired private Rollouts rollouts;
  @Autowired private CurrentActor actor;

  @Test
  void pausesAndResumesUnderTheTagThatWasSeen() {
    String path = created();
    String seen = etag(client.get(path));

    ApiClient.Answer paused = say(path, "pause", seen);
    assertThat(paused.status()).as(paused.http().body()).isEqualTo(200);
    assertThat(paused.text("/state")).isEqualTo("PAUSED");

    ApiClient.Answer stale = say(path, "resume", seen);
    assertThat(stale.status()).isEqualTo(412);
    assertThat(say(path, "resume", etag(stale)).text("/state")).isEqualTo("RUNNING");
  }

  @ParameterizedTest
  @CsvSource({"pause, PAUSED", "resume, RUNNING", "retry, RUNNING", "abort, ABORT"})
  void mayBeSaidTwice(String verb, String state) {
    String path = created();

    client.post(path + "/" + verb, "");
    ApiClient.Answer again = client.post(path + "/" + verb, "");

    assertThat(again.status()).as(again.http().body()).isEqualTo(200);
    assertThat(again.text("/state")).startsWith(state);
  }

  @ParameterizedTest
  @CsvSource({
    "approve, rollout-in-other-state",
    "deny, rollout-in-other-state",
    "promote, wave-not-done"
  })
  void areRefusedWhereTheyMeanNothing(String verb, String code) {
    ApiClient.Answer refused = client.post(created() + "/" + verb, "");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("/code")).isEqualTo(code);
    assertThat(refused.text("/detail")).contains(verb);
  }

  @Test
  void areRefusedOnceTheRolloutHasEnded() {
    String path = aborted();

    ApiClient.Answer refused = client.post(path + "/pause", "");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("/code")).isEqualTo("rollout-ended");
  }

  @Test
  void letAnotherThanTheAuthorApprove() {
    agent("host-1");
    String token = "t-" + UUID.randomUUID();
    String path = "/api/v1/rollouts/" + awaitingApproval(Actor.token(token, Role.ADMIN));
    ApiClient author =
        client.with(
            client
                .post("/api/v1/tokens", Map.of("name", token, "role", "APPROVER"))
                .text("/token"));

    ApiClient.Answer refused = author.post(path + "/approve", "");
    assertThat(refused.status()).as(refused.http().body()).isEqualTo(403);
    assertThat(refused.text("/code")).isEqualTo("approver-is-author");

    ApiClient.Answer approved = client.with(token(Role.APPROVER)).post(path + "/approve", "");
    assertThat(approved.status()).as(approved.http().body()).isEqualTo(200);
    assertThat(approved.text("/state")).isEqualTo("RUNNING");
  }

  @Test
  void keepTheReasonOfWhoDeniesInTheRolloutAndInTheAuditLog() {
    agent("host-1");
    String id = awaitingApproval(Actor.SERVICE);

    ApiClient.Answer denied =
        client.post("/api/v1/rollouts/" + id + "/deny", Map.of("reason", "change 17 is too soon"));

    assertThat(denied.status()).as(denied.http().body()).isEqualTo(200);
    assertThat(denied.text("/reason")).startsWith("denied by ").endsWith(": change 17 is too soon");
    assertThat(client.get("/api/v1/audit?rollout=" + id).body().findValuesAsString("cause"))
        .anyMatch(
            cause -> cause.startsWith("DENY by ") && cause.endsWith(": change 17 is too soon"));
  }

  @Test
  void needNoBodyButRefuseAReasonThatIsNotJson() {
    String path = created();

    assertThat(client.post(path + "/pause").status()).isEqualTo(200);
    assertThat(client.post(path + "/resume").status()).isEqualTo(200);
    ApiClient.Answer form =
        client.post(
            path + "/abort",
            "reason=no",
            Map.of("Content-Type", "application/x-www-form-urlencoded"));
    assertThat(form.status()).as(form.http().body()).isEqualTo(415);
    assertThat(client.post(path + "/abort").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "abort, '{\"because\":\"no\"}', $.because",
    "deny, '{\"reason\":\"a\\nb\"}', $.reason",
    "pause, '{\"reason\":\"\"}', $.reason",
    "resume, '{\"reason\":\"no\"}', $.reason",
    "approve, '{\"reason\":\"no\"}', $.reason"
  })
  void areRefusedWithAFieldThatIsNotTheirsOrAReasonThatIsNotOneLine(
      String verb, String body, String path) {
    ApiClient.Answer refused = client.post(created() + "/" + verb, body);

    assertThat(refused.status()).as(refused.http().body()).isEqualTo(400);
    assertThat(refused.text("/errors/0/path")).isEqualTo(path);
  }

  @Test
  void doNotLetAnOperatorApprove() {
    agent("host-1");
    String path = "/api/v1/rollouts/" + awaitingApproval(Actor.SERVICE);

    assertThat(client.with(token(Role.OPERATOR)).post(path + "/approve", "").status())
        .isEqualTo(403);
  }

  @Test
  void skipsAHostUnderTheTagOfItsReboot() {
    String path = created();
    String reboot = "/api/v1/reboots/" + client.get(path + "/reboots").text("/items/0/id");

    ApiClient.Answer skipped = client.post(reboot + "/skip", "");

    assertThat(skipped.status()).as(skipped.http().body()).isEqualTo(200);
    assertThat(skipped.text("/state")).isEqualTo("ABORTED");
    assertThat(client.post(reboot + "/skip", "", Map.of("If-Match", "\"0\"")).status())
        .isEqualTo(412);
    assertThat(client.post(reboot + "/skip", "").status()).isEqualTo(200);
  }

  @Test
  void knowNothingOfAnUnknownRollout() {
    assertThat(client.post("/api/v1/rollouts/" + UUID.randomUUID() + "/pause", "").status())
        .isEqualTo(404);
  }

  private String created() {
    agent("host-1");
    return client
        .post("/api/v1/rollouts", rollout(Map.of("waves", List.of("100%"))))
        .http()
        .headers()
        .firstValue("Location")
        .orElseThrow();
  }

  private String aborted() {
    String path = created();
    client.post(path + "/abort", "");
    await().until(() -> client.get(path).text("/state").equals("ABORTED"));
    return path;
  }

  private String awaitingApproval(Actor author) {
    RolloutSpec spec =
        Policies.spec(
            Policies.plain().approval(Approval.START),
            new KernelImageId(UUID.fromString(kernelImage())),
            0);
    RolloutSpec ours =
        new RolloutSpec(
            spec.name(),
            spec.kernelImage(),
            new HostSelector(Map.of("fleet", fleet)),
            spec.waves(),
            spec.disruptionBudget(),
            spec.failureBudget(),
            spec.soak(),
            spec.bootDeadline(),
            spec.drain(),
            spec.policy());
    String[] id = new String[1];
    actor.run(author, () -> id[0] = rollouts.create(ours).rollout().id().toString());
    return id[0];
  }

  private ApiClient.Answer say(String path, String verb, String etag) {
    return client.post(path + "/" + verb, "", Map.of("If-Match", etag));
  }

  private static String etag(ApiClient.Answer answer) {
    return answer.http().headers().firstValue("ETag").orElseThrow();
  }
}
