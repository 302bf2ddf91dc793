package io.fleetfoot.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The configuration file of the package says every key, and what goes without it. */
class PackagedConfigTest {

  private static final Path FILE = Path.of("src/package/agent.properties");
  private static final Pattern KEY = Pattern.compile("#([a-z][a-z.-]*)=(.*)");

  /** Keys that have no default, or go together only with another. */
  private static final List<String> EXAMPLES =
      List.of(
          "service.url",
          "service.ca",
          "join.token",
          "join.token.file",
          "commit.command",
          "textfile.directory",
          "labels.rack");

  @Test
  void saysEveryKeyOnceAndSetsNone() throws IOException {
    assertThat(lines()).allMatch(line -> line.isEmpty() || line.startsWith("#"));
    List<String> keys = keys().stream().map(key -> key[0]).toList();
    assertThat(keys).doesNotHaveDuplicates();
    assertThat(keys).contains("labels.rack");
    assertThat(keys)
        .filteredOn(key -> !key.startsWith("labels."))
        .containsExactlyInAnyOrderElementsOf(AgentConfig.KEYS);
  }

  @Test
  void explainsEachKeyAboveIt() throws IOException {
    for (String block : Files.readString(FILE).split("\n\n")) {
      assertThat(block.lines().findFirst().orElseThrow()).startsWith("# ");
    }
  }

  @Test
  void showsTheDefaults() throws IOException {
    StringBuilder shown = new StringBuilder("service.url=http://a\n");
    for (String[] key : keys()) {
      if (!EXAMPLES.contains(key[0])) {
        shown.append(key[0]).append('=').append(key[1]).append('\n');
      }
    }
    assertThat(config(shown.toString())).isEqualTo(config("service.url=http://a"));
  }

  @Test
  void hasExamplesThatAreUnderstood() throws IOException {
    for (String[] key : keys()) {
      String url = key[0].equals("service.url") ? "" : "service.url=https://a\n";
      assertThat(config(url + key[0] + "=" + key[1])).isNotNull();
    }
  }

  @Test
  void startsNothingAsItIsInstalled() {
    assertThatExceptionOfType(InvalidConfigException.class)
        .isThrownBy(() -> AgentConfig.read(FILE))
        .withMessageStartingWith("service.url: found nothing");
  }

  private static List<String[]> keys() throws IOException {
    return lines().stream()
        .map(KEY::matcher)
        .filter(Matcher::matches)
        .map(key -> new String[] {key.group(1), key.group(2)})
        .toList();
  }

  private static List<String> lines() throws IOException {
    return Files.readAllLines(FILE);
  }

  private static AgentConfig config(String text) throws IOException {
    var properties = new Properties();
    properties.load(new StringReader(text));
    return AgentConfig.from(properties);
  }
}
