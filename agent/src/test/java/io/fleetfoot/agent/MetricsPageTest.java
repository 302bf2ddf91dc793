package io.fleetfoot.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page docs/reference/agent-metrics.md says what the code says. */
class MetricsPageTest {

  private static final Path PAGE = Path.of("../docs/reference/agent-metrics.md");

  private static final String HEAD =
      """
      # The agent's metrics

      Served at `/metrics` of each agent (`metrics.listen`, by default port 9101). Written from the code: `mvn -pl agent test -Dtest=MetricsPageTest -Dfleetfoot.docs.write=true`.

      | name | label | what it is |
      |---|---|---|
      """;

  @Test
  void namesEveryMeter() throws Exception {
    String page =
        HEAD
            + Arrays.stream(AgentMeter.values())
                .map(MetricsPageTest::row)
                .collect(Collectors.joining());

    if (Boolean.getBoolean("fleetfoot.docs.write")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page);
  }

  private static String row(AgentMeter meter) {
    return "| `%s` | %s | %s |\n"
        .formatted(
            meter.meterName(),
            meter.label().map("`%s`"::formatted).orElse(""),
            meter.description());
  }
}
