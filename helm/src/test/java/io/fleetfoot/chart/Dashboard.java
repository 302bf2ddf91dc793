package io.fleetfoot.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
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
   * Returns what the panels ask of Prometheus, with the variables as a reader would first see them.
   */
  List<String> expressions() {
    return panels().stream()
        .flatMap(panel -> RenderedChart.each(panel.path("targets")))
        .map(target -> filledIn(target.path("expr").asText()))
        .toList();
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
    String filled = expression.replace("$__rate_interval", "5m").replace("$__range", "6h");
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
    return file.getFileName().toString();
  }
}
