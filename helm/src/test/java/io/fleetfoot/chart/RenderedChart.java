package io.fleetfoot.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The objects that Helm makes of the chart and values. */
record RenderedChart(List<JsonNode> objects) {
  static final String NAMESPACE = "fleetfoot-system";

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** Renders with the chart's defaults. */
  static RenderedChart ofDefaults() {
    return of(ChartFiles.CHART.resolve("values.yaml"));
  }

  /** Renders with a values file over the defaults. */
  static RenderedChart of(Path values) {
    return of(values, "v1.34.0", NAMESPACE);
  }

  /** Renders with a values file for a version of Kubernetes into a namespace. */
  static RenderedChart of(Path values, String kubeVersion, String namespace) {
    String yaml =
        new Helm(ChartFiles.CHART)
            .template()
            .withName("prod")
            .withNamespace(namespace)
            .withValuesFile(values)
            .withKubeVersion(kubeVersion)
            .call();
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
      return new RenderedChart(documents.readAll().stream().filter(JsonNode::isObject).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the objects of a kind. */
  List<JsonNode> all(String kind) {
    return objects.stream().filter(object -> object.path("kind").asText().equals(kind)).toList();
  }

  /** Returns the one object of a kind, if there is one. */
  Optional<JsonNode> only(String kind) {
    List<JsonNode> found = all(kind);
    if (found.size() > 1) {
      throw new IllegalStateException(found.size() + " objects of kind " + kind);
    }
    return found.stream().findFirst();
  }

  /** Returns the Deployment and the DaemonSet, as far as they are there. */
  List<JsonNode> workloads() {
    return Stream.of("Deployment", "DaemonSet").flatMap(kind -> all(kind).stream()).toList();
  }

  static Stream<JsonNode> each(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  static JsonNode podSpec(JsonNode workload) {
    return workload.at("/spec/template/spec");
  }

  static Stream<JsonNode> containers(JsonNode workload) {
    return each(podSpec(workload).path("containers"));
  }

  /** Reads YAML that stands in a value of a ConfigMap. */
  static JsonNode parse(String yaml) {
    try {
      return YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(yaml, e);
    }
  }
}
