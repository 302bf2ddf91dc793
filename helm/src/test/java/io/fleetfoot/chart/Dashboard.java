package io.fleetfoot.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A dashboard of the chart. */
record Dashboard(Path file, JsonNode json) {

  static Stream<Dashboard> all() {
    return ChartFiles.dashboards().stream().map(file -> new Dashboard(file, ChartFiles.json(file)));
  }

  List<JsonNode> panels() {
    return RenderedChart.each(json.path("panels")).toList();
  }

  List<JsonNode> variables() {
    return RenderedChart.each(json.at("/templating/list")).toList();
  }

  /**
   * Returns what the panels ask of Prometheus, as a reader of the last six hours would see them.
   */
  List<String> expressions() {
    return panels().stream()
        .flatMap(panel -> RenderedChart.each(panel.path("targets")))
        .map(target -> expression(target, Duration.ofHours(6), Duration.ofMinutes(5)))
        .toList();
  }

  /**
   * Returns what a target asks, with the variables as they stand at first.
   *
   * @param range how long the time range of the reader is
   * @param rate what Grafana takes for a rate, four scrapes or more
   */
  String expression(JsonNode target, Duration range, Duration rate) {
    return filledIn(
        target
            .path("expr")
            .asText()
            .replace("$__rate_interval", rate.toSeconds() + "s")
            .replace("$__range", range.toSeconds() + "s"));
  }

  /** Returns the metrics' selectors from which the variables take their values. */
  List<String> variableSelectors() {
    return variables().stream()
        .filter(variable -> variable.path("type").asText().equals("query"))
        .map(variable -> variable.at("/query/query").asText())
        .map(query -> query.replaceFirst("label_values\\((.*), [a-z]+\\)", "$1"))
        .map(this::filledIn)
        .toList();
  }

  private String filledIn(String expression) {
    String filled = expression;
    for (JsonNode variable : variables()) {
      String value =
          variable.path("includeAll").asBoolean()
              ? variable.path("allValue").asText()
              : variable.at("/current/value").asText();
      filled = filled.replace("$" + variable.path("name").asText(), value);
    }
    return filled;
  }

  @Override
  public String toString() {
    return file.getFileName().toString().replace(".json", "");
  }
}
