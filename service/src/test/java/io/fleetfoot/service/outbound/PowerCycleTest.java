package io.fleetfoot.service.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.fleetfoot.service.testing.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class PowerCycleTest {

  private static final Duration GENEROUS = Duration.ofSeconds(30);
  private static final PowerCycleTarget TARGET =
      new PowerCycleTarget(
          new UUID(0, 1), "-rf", Map.of("bmc", "10.0.0.1"), new UUID(0, 2), new UUID(0, 3));

  @Test
  void tellsTheCommandTheHostByItsEnvironmentAlone(@TempDir Path directory) throws IOException {
    Path seen = directory.resolve("seen");

    command(
            "printf '%s|' \"$#\" \"$FLEETFOOT_HOST_ID\" \"$FLEETFOOT_HOSTNAME\""
                + " \"$FLEETFOOT_LABELS\" \"$FLEETFOOT_REBOOT_ID\" > "
                + seen)
        .cycle(TARGET);

    assertThat(Files.readString(seen))
        .isEqualTo(
            "0|00000000-0000-0000-0000-000000000001|-rf|{\"bmc\":\"10.0.0.1\"}|00000000-0000-0000-0000-000000000002|");
  }

  @Test
  void hidesTheServicesEnvironmentFromTheCommand(@TempDir Path directory) throws IOException {
    Path seen = directory.resolve("seen");

    command("env > " + seen).cycle(TARGET);

    assertThat(Files.readAllLines(seen))
        .map(line -> line.substring(0, line.indexOf('=')))
        .filteredOn(name -> !name.startsWith("FLEETFOOT_"))
        .isSubsetOf("PATH", "HOME", "LANG", "TMPDIR", "PWD", "OLDPWD", "SHLVL", "_");
  }

  @Test
  void failsWithTheStatusAndTheFirstOfItsOutput() {
    assertThatExceptionOfType(OutboundException.class)
        .isThrownBy(() -> command("echo no route; yes | head -c 100000; exit 3").cycle(TARGET))
        .withMessageStartingWith("the command ended with status 3: no route y y")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(700));
  }

  @Test
  void killsACommandThatDoesNotEndWithAllThatItStarted(@TempDir Path directory) throws IOException {
    Path pid = directory.resolve("pid");

    assertThatExceptionOfType(OutboundException.class)
        .isThrownBy(
            () ->
                new PowerCommand(
                        List.of("sh", "-c", "echo trying; sleep 600 & echo $! > " + pid + "; wait"),
                        Duration.ofSeconds(2))
                    .cycle(TARGET))
        .withMessageContaining("had not ended after PT2S: trying");
    long child = Long.parseLong(Files.readString(pid).strip());
    await()
        .atMost(GENEROUS)
        .until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void saysThatTheCommandIsNotThere() {
    assertThatExceptionOfType(OutboundException.class)
        .isThrownBy(() -> new PowerCommand(List.of("/nowhere/ipmitool"), GENEROUS).cycle(TARGET))
        .withMessageContaining("cannot be started");
  }

  @Test
  void sendsTheHostToTheWebhookSigned() {
    try (ScriptedServer server = new ScriptedServer()) {
      server.answers(202, "");
      webhook(server).cycle(TARGET);

      ScriptedServer.Request request = server.requests().get(0);
      assertThat(JsonMapper.builder().build().readTree(request.body()))
          .isEqualTo(
              JsonMapper.builder()
                  .build()
                  .readTree(
                      """
                      {"host": "00000000-0000-0000-0000-000000000001", "hostname": "-rf",
                       "labels": {"bmc": "10.0.0.1"},
                       "reboot": "00000000-0000-0000-0000-000000000002",
                       "rollout": "00000000-0000-0000-0000-000000000003"}
                      """));
      assertThat(request.headers().get("Fleetfoot-signature"))
          .isEqualTo(
              RequestMac.sign("s".repeat(32).getBytes(), Calls.NOW, request.body().getBytes()));
    }
  }

  @Test
  void failsWithTheStatusOfTheWebhook() {
    try (ScriptedServer server = new ScriptedServer()) {
      server.answers(409, "BMC is busy");

      assertThatExceptionOfType(OutboundException.class)
          .isThrownBy(() -> webhook(server).cycle(TARGET))
          .withMessageContaining("status 409: BMC is busy");
    }
  }

  private static PowerCommand command(String script) {
    return new PowerCommand(List.of("sh", "-c", script), GENEROUS);
  }

  private static PowerWebhook webhook(ScriptedServer server) {
    return new PowerWebhook(
        new OutboundHttp(List.of(AllowedAddress.of(server.uri("/"))), GENEROUS, null),
        server.uri("/power"),
        "bmc",
        new HookSecrets(Map.of("bmc", "s".repeat(32))),
        GENEROUS,
        () -> Calls.NOW);
  }
}
