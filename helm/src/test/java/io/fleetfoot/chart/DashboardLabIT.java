package io.fleetfoot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that the dashboards ask, of what a Prometheus scraped while the lab rolled a kernel
 * over hosts that really kexec. With {@code -Dfleetfoot.pictures=DIRECTORY} it draws them too.
 */
class DashboardLabIT {
  /** Where {@code RolloutLabIT} of the module before this one leaves it. */
  private static final Path RECORDING = Path.of("../agent/lab/target/rollout-recording");

  private static final Duration STEP = Duration.ofSeconds(2);
  private static final Duration RATE = Duration.ofSeconds(10);

  private static Prometheus prometheus;
  private static Instant from;
  private static Instant to;

  @BeforeAll
  static void opensTheRecordingOfARollout() throws IOException {
    assertThat(RECORDING.resolve("range.properties"))
        .as("recording of a rollout, left by mvn -Plab verify of the whole")
        .isRegularFile();
    Properties range = new Properties();
    try (Reader reader = Files.newBufferedReader(RECORDING.resolve("range.properties"))) {
      range.load(reader);
    }
    from = Instant.parse(range.getProperty("from"));
    to = Instant.parse(range.getProperty("to"));
    prometheus = new Prometheus(RECORDING.resolve("data").toAbsolutePath());
  }

  @AfterAll
  static void closesIt() {
    if (prometheus != null) {
      prometheus.close();
    }
  }

  static Stream<Dashboard> dashboards() {
    return Dashboard.all();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void getsDataForEveryExpressionOfEveryPanel(Dashboard dashboard) {
    for (JsonNode panel : dashboard.panels()) {
      assertThat(RenderedChart.each(panel.path("targets")))
          .allSatisfy(
              target ->
                  assertThat(answer(dashboard, target))
                      .as("%s: %s", panel.path("title").asText(), target.path("expr").asText())
                      .isNotEmpty());
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void drawsThem(Dashboard dashboard) throws IOException {
    Path directory = Path.of(System.getProperty("fleetfoot.pictures", "target/pictures"));
    String svg = new DashboardPicture(dashboard, DashboardLabIT::answer, from, to, STEP).svg();

    Files.createDirectories(directory);
    Files.writeString(directory.resolve("dashboard-" + dashboard + ".svg"), svg);
  }

  private static List<JsonNode> answer(Dashboard dashboard, JsonNode target) {
    String expression = dashboard.expression(target, Duration.between(from, to), RATE);
    return prometheus.queryRange(expression, from, to, STEP);
  }
}
