package io.fleetfoot.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of the chart, which lie beside this module's pom. */
final class ChartFiles {
  static final Path CHART = Path.of("fleetfoot").toAbsolutePath();
  static final Path ALERTS = CHART.resolve("alerts/fleetfoot.yaml");
  static final Path DOCS = Path.of("../docs").toAbsolutePath().normalize();

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final ObjectMapper JSON = new ObjectMapper();

  private ChartFiles() {}

  /** Returns the values files that stand for how the chart is used; the chart's defaults aside. */
  static List<Path> values() {
    return list("ci", ".yaml");
  }

  /** Returns the dashboards. */
  static List<Path> dashboards() {
    return list("dashboards", ".json");
  }

  static JsonNode yaml(Path file) {
    return read(YAML, file);
  }

  static JsonNode json(Path file) {
    return read(JSON, file);
  }

  private static JsonNode read(ObjectMapper mapper, Path file) {
    try {
      return mapper.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  private static List<Path> list(String directory, String suffix) {
    try (Stream<Path> files = Files.list(CHART.resolve(directory))) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
