package io.fleetfoot.chart;

import io.fleetfoot.service.scheduler.Meters;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The metrics that the service exports, with their labels, as Prometheus has them. */
final class MeterCatalogue {
  /** Labels that scraping adds. */
  private static final Set<String> OF_THE_SCRAPE = Set.of("job", "instance", "namespace", "pod");

  private final Map<String, Set<String>> labelsByMetric = new HashMap<>();

  MeterCatalogue() {
    Arrays.stream(Meters.values()).forEach(this::add);
  }

  private void add(Meters meter) {
    String name = meter.prometheusName();
    switch (meter.kind()) {
      case HISTOGRAM -> {
        put(name + "_bucket", meter.labels(), Set.of("le"));
        put(name + "_count", meter.labels(), Set.of());
        put(name + "_sum", meter.labels(), Set.of());
      }
      default -> put(name, meter.labels(), Set.of());
    }
  }

  private void put(String metric, List<String> labels, Set<String> more) {
    Set<String> all = new HashSet<>(labels);
    all.addAll(more);
    all.addAll(OF_THE_SCRAPE);
    labelsByMetric.put(metric, all);
  }

  /** Returns what an expression names that the service does not export; nothing if all is well. */
  List<String> unknownIn(String expression) {
    PromqlNames names = PromqlNames.of(expression);
    Set<String> unknown = new HashSet<>(names.metrics());
    unknown.removeAll(labelsByMetric.keySet());
    Set<String> labels = new HashSet<>(names.labels());
    names.metrics().stream()
        .map(metric -> labelsByMetric.getOrDefault(metric, Set.of()))
        .forEach(labels::removeAll);
    unknown.addAll(labels);
    return unknown.stream().sorted().toList();
  }
}
