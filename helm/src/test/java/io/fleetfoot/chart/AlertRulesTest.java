package io.fleetfoot.chart;

import static io.fleetfoot.chart.RenderedChart.each;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts, by Prometheus' own tests of rules. */
class AlertRulesTest {
  private static final Path TESTS = Path.of("src/test/promtool/alerts-test.yaml");

  @TempDir Path directory;

  @Test
  void fireWhenTheyMustAndOnlyThen() throws IOException {
    Promtool.assumePresent();
    Files.copy(ChartFiles.ALERTS, directory.resolve("fleetfoot.yaml"));
    Files.copy(TESTS, directory.resolve("tests.yaml"));

    Promtool.Result result = Promtool.run(directory, "test", "rules", "tests.yaml");

    assertThat(result.status()).as(result.output()).isZero();
  }

  @Test
  void areEachTestedToFire() throws IOException {
    JsonNode tests = ChartFiles.yaml(TESTS);
    List<String> fired =
        each(tests.path("tests"))
            .flatMap(test -> each(test.path("alert_rule_test")))
            .filter(check -> !check.path("exp_alerts").isEmpty())
            .map(check -> check.path("alertname").asText())
            .toList();

    assertThat(alerts().map(alert -> alert.path("alert").asText())).allMatch(fired::contains);
  }

  @Test
  void askOnlyForMetricsAndLabelsThatTheServiceExports() {
    var meters = new MeterCatalogue();

    assertThat(alerts().map(alert -> alert.path("expr").asText()))
        .isNotEmpty()
        .allSatisfy(e -> assertThat(meters.unknownIn(e)).as(e).isEmpty());
  }

  @Test
  void leadToRunbooksThatExist() {
    assertThat(alerts())
        .allSatisfy(
            alert -> {
              String name = alert.path("alert").asText();
              String[] runbook = alert.at("/annotations/runbook").asText().split("#", 2);
              assertThat(runbook[1]).isEqualTo(name.toLowerCase(Locale.ROOT));
              assertThat(ChartFiles.DOCS.resolve(runbook[0]))
                  .content()
                  .contains("\n## " + name + "\n");
            });
  }

  @Test
  void canEachBeSwitchedOffByName() {
    JsonNode disabled =
        ChartFiles.json(ChartFiles.CHART.resolve("values.schema.json"))
            .at("/properties/monitoring/properties/prometheusRule/properties/disabled/items/enum");

    assertThat(each(disabled).map(JsonNode::asText))
        .containsExactlyElementsOf(alerts().map(a -> a.path("alert").asText()).toList());
  }

  private static Stream<JsonNode> alerts() {
    return each(ChartFiles.yaml(ChartFiles.ALERTS).path("groups"))
        .flatMap(group -> each(group.path("rules")));
  }
}
