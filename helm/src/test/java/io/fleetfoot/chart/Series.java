package io.fleetfoot.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * One line of what Prometheus answered.
 *
 * @param values its finite values by second
 */
record Series(String name, JsonNode labels, NavigableMap<Long, Double> values) {

  /** Reads an answer to a target, which says how the line is called. */
  static Series of(JsonNode target, JsonNode answer) {
    NavigableMap<Long, Double> values = new TreeMap<>();
    for (JsonNode pair : answer.path("values")) {
      double value = Double.parseDouble(pair.get(1).asText().replace("Inf", "Infinity"));
      if (Double.isFinite(value)) {
        values.put(pair.get(0).asLong(), value);
      }
    }
    return new Series(name(target, answer.path("metric")), answer.path("metric"), values);
  }

  private static String name(JsonNode target, JsonNode metric) {
    String name = target.path("legendFormat").asText();
    for (Map.Entry<String, JsonNode> label : metric.properties()) {
      name = name.replace("{{" + label.getKey() + "}}", label.getValue().asText());
    }
    return name;
  }

  /** Returns the last value, or NaN. */
  double last() {
    return values.isEmpty() ? Double.NaN : values.lastEntry().getValue();
  }

  /** Returns the highest value, or 0. */
  double highest() {
    return values.values().stream().mapToDouble(value -> value).max().orElse(0);
  }

  /** Returns the highest sum of all at one second. */
  static double highestSum(List<Series> series) {
    Map<Long, Double> sums = new TreeMap<>();
    series.forEach(s -> s.values().forEach((at, value) -> sums.merge(at, value, Double::sum)));
    return sums.values().stream().mapToDouble(value -> value).max().orElse(0);
  }

  String label(String name) {
    return labels.path(name).asText();
  }
}
