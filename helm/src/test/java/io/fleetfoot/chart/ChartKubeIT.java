package io.fleetfoot.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real kube-apiserver takes every object by server-side apply, which knows each field of each
 * built-in kind. {@code service/local-cluster/build-apiserver} builds it.
 */
class ChartKubeIT {
  private static final String VERSION = "1.20.2";
  private static final Path DEFAULTS = ChartFiles.CHART.resolve("values.yaml");

  private static KubeAPIServer server;
  private static KubernetesClient client;

  @BeforeAll
  static void startsTheApiServer() throws IOException {
    Optional<Path> programs = programs();
    String absent = "no kube-apiserver is built; service/local-cluster/build-apiserver builds it";
    assumeTrue("1".equals(System.getenv("FLEETFOOT_REQUIRE_KUBE")) || programs.isPresent(), absent);
    server =
        new KubeAPIServer(
            KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withTestDir(
                    linked(programs.orElseThrow(() -> new IllegalStateException(absent)))
                        .toString())
                .withUpdateKubeConfig(false)
                .withOfflineMode(true)
                .withApiServerVersion(VERSION)
                .withStartupTimeout((int) Duration.ofMinutes(3).toMillis())
                .build());
    server.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(server.getKubeConfigYaml()))
            .build();
    Stream.concat(values().map(ChartKubeIT::namespace), Stream.of("monitoring"))
        .forEach(ChartKubeIT::createNamespace);
    Stream.of("ServiceMonitor", "PodMonitor", "PrometheusRule")
        .map(ChartKubeIT::ofThePrometheusOperator)
        .forEach(ChartKubeIT::install);
    for (Path crd : crds()) {
      // as Helm does; by server-side apply only a server that knows CEL would take its validations
      client.load(Files.newInputStream(crd)).create();
    }
  }

  @AfterAll
  static void stopsTheApiServer() {
    if (client != null) {
      client.close();
    }
    if (server != null) {
      server.stop();
    }
  }

  static Stream<Path> values() {
    return Stream.concat(Stream.of(DEFAULTS), ChartFiles.values().stream());
  }

  @ParameterizedTest
  @MethodSource("values")
  void takesEveryObjectTwiceOverWithoutAChange(Path values) {
    RenderedChart chart = rendered(values);
    for (JsonNode object : chart.objects()) {
      GenericKubernetesResource first = apply(object);
      GenericKubernetesResource second = apply(object);

      assertThat(second.getMetadata().getUid()).isNotEmpty();
      assertThat(second.getMetadata().getGeneration())
          .as("%s", object.at("/metadata/name"))
          .isEqualTo(first.getMetadata().getGeneration());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"service", "agent"})
  void wouldRefuseAMisspeltField(String component) {
    JsonNode workload =
        rendered(DEFAULTS).workloads().stream()
            .filter(w -> w.at("/metadata/name").asText().endsWith(component))
            .findFirst()
            .orElseThrow();
    String misspelt = workload.toString().replace("\"livenessProbe\"", "\"livenesProbe\"");

    assertThatThrownBy(() -> apply(misspelt))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("livenesProbe");
  }

  /** Renders into a namespace of these values' own. */
  private static RenderedChart rendered(Path values) {
    return RenderedChart.of(values, "v" + VERSION, namespace(values));
  }

  private static String namespace(Path values) {
    return values.getFileName().toString().replace(".yaml", "");
  }

  private static GenericKubernetesResource apply(JsonNode object) {
    return apply(object.toString());
  }

  private static GenericKubernetesResource apply(String json) {
    var object = Serialization.unmarshal(json, GenericKubernetesResource.class);
    return client.resource(object).forceConflicts().serverSideApply();
  }

  private static void createNamespace(String name) {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
  }

  /** A stand-in that takes any spec; the operator's own types are not for this test to judge. */
  private static CustomResourceDefinition ofThePrometheusOperator(String kind) {
    String singular = kind.toLowerCase(Locale.ROOT);
    return new CustomResourceDefinitionBuilder()
        .withNewMetadata()
        .withName(singular + "s.monitoring.coreos.com")
        .endMetadata()
        .withNewSpec()
        .withGroup("monitoring.coreos.com")
        .withScope("Namespaced")
        .withNewNames()
        .withKind(kind)
        .withListKind(kind + "List")
        .withSingular(singular)
        .withPlural(singular + "s")
        .endNames()
        .addNewVersion()
        .withName("v1")
        .withServed(true)
        .withStorage(true)
        .withNewSchema()
        .withNewOpenAPIV3Schema()
        .withType("object")
        .withXKubernetesPreserveUnknownFields(true)
        .endOpenAPIV3Schema()
        .endSchema()
        .endVersion()
        .endSpec()
        .build();
  }

  private static void install(CustomResourceDefinition crd) {
    client.resource(crd).create();
    client
        .resource(crd)
        .waitUntilCondition(
            c ->
                c != null
                    && c.getStatus() != null
                    && c.getStatus().getConditions().stream()
                        .anyMatch(
                            condition ->
                                condition.getType().equals("Established")
                                    && condition.getStatus().equals("True")),
            30,
            TimeUnit.SECONDS);
  }

  private static List<Path> crds() throws IOException {
    Path directory = ChartFiles.CHART.resolve("crds");
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  /** The server's launcher wants to find a kubectl too, although it has no use for it here. */
  private static Path linked(Path programs) throws IOException {
    Path directory = Path.of("target/kube-apiserver").toAbsolutePath();
    String below = "k8s/" + VERSION + "-linux-amd64";
    Path links = Files.createDirectories(directory.resolve(below));
    link(links.resolve("etcd"), programs.resolve(below).resolve("etcd"));
    link(links.resolve("kube-apiserver"), programs.resolve(below).resolve("kube-apiserver"));
    link(links.resolve("kubectl"), Path.of("/bin/true"));
    return directory;
  }

  private static void link(Path link, Path target) throws IOException {
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, target);
  }

  private static Optional<Path> programs() throws IOException {
    Path build = Path.of("../service/local-cluster/build-apiserver").toAbsolutePath();
    Process process =
        new ProcessBuilder(build.toString(), "--if-there")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return Optional.of(printed.strip()).filter(path -> !path.isEmpty()).map(Path::of);
  }
}
