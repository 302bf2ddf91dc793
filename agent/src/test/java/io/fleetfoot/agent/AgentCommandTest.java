package io.fleetfoot.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentCommandTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "run --config",
        "run --confg a",
        "run --config a --new-key",
        "run --config a --textfile-dir",
        "run --config a --textfile-dir b c",
        "enrol --config a --textfile-dir b",
        "walk --config a"
      })
  void knowsNoOtherCommands(String line) {
    assertThat(AgentCommand.of(List.of(line.split(" ")))).isEmpty();
  }

  @Test
  void takesThePlaceOfTheTextfileFromTheCommandLineFirst() {
    var properties = new Properties();
    properties.setProperty("service.url", "http://a");
    properties.setProperty("textfile.directory", "/from/file");
    AgentConfig config = AgentConfig.from(properties);
    assertThat(textfileDirectory("run --config a", config)).contains(Path.of("/from/file"));
    assertThat(textfileDirectory("run --config a --textfile-dir /from/line", config))
        .contains(Path.of("/from/line"));
    AgentConfig overridden = command("run --config a --textfile-dir /b").override(config);
    assertThat(overridden.withTextfileDirectory(Path.of("/from/file"))).isEqualTo(config);
  }

  @Test
  void enrolsWithAnotherKeyOnlyWhenToldTo() {
    assertThat(command("enrol --config a").newKey()).isFalse();
    assertThat(command("enrol --config a --new-key").newKey()).isTrue();
  }

  private static Optional<Path> textfileDirectory(String line, AgentConfig config) {
    return command(line).override(config).metrics().textfileDirectory();
  }

  private static AgentCommand command(String line) {
    return AgentCommand.of(List.of(line.split(" "))).orElseThrow();
  }
}
