package io.fleetfoot.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentMainTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void saysWhatItFoundAndHowToCallIt() {
    assertThat(command("run", "agent.properties")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "found run agent.properties, wanted run --config FILE [--textfile-dir DIR]\nhow it is called: fleetfoot-agent run --help\n");
    assertThat(command("run", "--config", "a", "--new-key")).isEqualTo(2);
    assertThat(command("enrol", "--config", "a", "--key")).isEqualTo(2);
  }

  @Test
  void saysThatItFoundNoCommand() {
    assertThat(command()).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("found no command, wanted one of run, enrol, ")
        .contains("image join, image unpack", "fleetfoot-agent --help");
  }

  @Test
  void looksAtThisHostWithoutAService() {
    assertThat(command("doctor", "--json")).isBetween(0, 1);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"id\": ", "\"configuration\"");
  }

  @Test
  void saysWhichKeyIsWrong(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("agent.properties"), "service.url = x\n");
    assertThat(command("run", "--config", file.toString())).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("service.url: found x, wanted");
  }

  @Test
  void saysWhatCannotBeTheStateDirectory(@TempDir Path directory) throws Exception {
    for (String state : List.of("/proc/x", "/etc/hostname")) {
      Path file =
          Files.writeString(
              directory.resolve("agent.properties"),
              "service.url = http://127.0.0.1:9\nstate.directory = " + state + "\n");
      assertThat(command("run", "--config", file.toString())).isEqualTo(2);
      assertThat(err.toString(StandardCharsets.UTF_8))
          .startsWith("state.directory: found " + state + ", which ")
          .contains("wanted a directory of its own that this agent can write to");
      err.reset();
    }
  }

  @Test
  void helpsOnDemand() {
    assertThat(command("--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("service.url", "service.ca", "join.token", "join.token.file", "trusted.keys")
        .contains("state.directory", "machine-id.file", "enrol --config FILE [--new-key]")
        .contains("poll.interval", "metrics.listen", "labels.NAME");
  }

  @Test
  void helpsWithEachCommand() {
    for (String verb : List.of("run", "enrol", "doctor", "reserve", "keys", "image")) {
      assertThat(command(verb, "--help")).as(verb).isZero();
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("image join", "image unpack");
  }

  @Test
  void knowsTheCommandsOfThoseWhoSign() {
    assertThat(command("keys", "generate", "--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("Usage: fleetfoot-agent keys generate --out DIR");
    assertThat(command("image", "sign")).isEqualTo(2);
  }

  @Test
  void tellsItsVersion() {
    assertThat(command("--version")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("fleetfoot-agent ");
  }

  private int command(String... arguments) {
    return AgentMain.command(List.of(arguments), 0, new PrintStream(out), new PrintStream(err));
  }
}
