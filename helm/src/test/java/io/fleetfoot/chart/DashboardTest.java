package io.fleetfoot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dashboards, against Grafana's types, Prometheus' parser and the service's meters. */
class DashboardTest {
  private static final JsonSchema GRAFANA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
          .getSchema(DashboardTest.class.getResourceAsStream("/grafana-dashboard.schema.json"));

  @TempDir Path directory;

  static Stream<Dashboard> dashboards() {
    return Dashboard.all();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void hasGrafanasTypes(Dashboard dashboard) {
    assertThat(GRAFANA.validate(dashboard.json())).isEmpty();
  }

  @Test
  void findsAMisspeltOptionOfAPanel() {
    JsonNode json = Dashboard.all().findFirst().orElseThrow().json().deepCopy();
    ((ObjectNode) json.at("/panels/0/options")).put("colourMode", "value");

    assertThat(GRAFANA.validate(json)).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void saysOfEachPanelWhatItShowsAndInWhichUnit(Dashboard dashboard) {
    assertThat(dashboard.panels())
        .allSatisfy(
            panel -> {
              assertThat(panel.path("title").asText()).isNotBlank();
              assertThat(panel.path("description").asText()).hasSizeGreaterThan(20).endsWith(".");
              assertThat(panel.at("/fieldConfig/defaults/unit").asText()).isNotBlank();
              assertThat(panel.path("targets")).isNotEmpty();
            });
    assertThat(dashboard.panels())
        .extracting(p -> p.path("title").asText())
        .doesNotHaveDuplicates();
    assertThat(dashboard.panels()).extracting(p -> p.path("id").asInt()).doesNotHaveDuplicates();
    assertThat(dashboard.variables())
        .allSatisfy(v -> assertThat(v.path("description").asText()).endsWith("."));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void laysNoPanelOverAnother(Dashboard dashboard) {
    List<String> cells = new ArrayList<>();
    for (JsonNode panel : dashboard.panels()) {
      JsonNode place = panel.path("gridPos");
      assertThat(place.path("x").asInt() + place.path("w").asInt()).isLessThanOrEqualTo(24);
      for (int x = place.path("x").asInt();
          x < place.path("x").asInt() + place.path("w").asInt();
          x++) {
        for (int y = place.path("y").asInt();
            y < place.path("y").asInt() + place.path("h").asInt();
            y++) {
          cells.add(x + "," + y);
        }
      }
    }
    assertThat(cells).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void asksOnlyForMetricsAndLabelsThatTheServiceExports(Dashboard dashboard) {
    var meters = new MeterCatalogue();

    assertThat(
            Stream.concat(dashboard.expressions().stream(), dashboard.variableSelectors().stream()))
        .isNotEmpty()
        .allSatisfy(
            expression -> assertThat(meters.unknownIn(expression)).as(expression).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void leavesNoVariableOpen(Dashboard dashboard) {
    assertThat(dashboard.expressions()).noneMatch(expression -> expression.contains("$"));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void asksWhatPrometheusCanParse(Dashboard dashboard) throws IOException {
    Promtool.assumePresent();
    String rules =
        Stream.concat(dashboard.expressions().stream(), dashboard.variableSelectors().stream())
            .map(
                expression ->
                    "  - record: a:b\n    labels: {n: \"%d\"}\n    expr: |-\n      " + expression)
            .collect(Collectors.joining("\n", "groups:\n- name: dashboard\n  rules:\n", "\n"));
    for (int n = 0; rules.contains("%d"); n++) {
      rules = rules.replaceFirst("%d", String.valueOf(n));
    }
    Files.writeString(directory.resolve("rules.yaml"), rules);

    Promtool.Result result = Promtool.run(directory, "check", "rules", "rules.yaml");

    assertThat(result.status()).as(result.output()).isZero();
  }
}
