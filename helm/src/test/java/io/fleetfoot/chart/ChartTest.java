package io.fleetfoot.chart;

import static io.fleetfoot.chart.RenderedChart.containers;
import static io.fleetfoot.chart.RenderedChart.each;
import static io.fleetfoot.chart.RenderedChart.podSpec;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.fleetfoot.agent.AgentConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold of every object, for each of the ways in which the chart is used. */
class ChartTest {

  static Stream<RenderedChart> charts() {
    return Stream.concat(
        Stream.of(RenderedChart.ofDefaults()), ChartFiles.values().stream().map(RenderedChart::of));
  }

  @Test
  void hasNothingThatHelmLintStrictComplainsOf() {
    LintResult result = new Helm(ChartFiles.CHART).lint().strict().call();

    assertThat(result.getMessages()).allSatisfy(m -> assertThat(m).doesNotContain("ERROR"));
    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("charts")
  void givesEachObjectItsOwnNameANamespaceAndTheCommonLabels(RenderedChart chart) {
    Set<String> names = new HashSet<>();
    for (JsonNode object : chart.objects()) {
      JsonNode metadata = object.path("metadata");
      assertThat(names.add(object.path("kind").asText() + "/" + metadata.path("name").asText()))
          .as("%s is there once", object)
          .isTrue();
      assertThat(metadata.path("name").asText()).startsWith("prod-fleetfoot").hasSizeLessThan(64);
      if (!object.path("kind").asText().startsWith("ClusterRole")) {
        assertThat(metadata.path("namespace").asText()).isIn(RenderedChart.NAMESPACE, "monitoring");
      }
      assertThat(metadata.at("/labels/app.kubernetes.io~1instance").asText()).isEqualTo("prod");
      assertThat(metadata.at("/labels/app.kubernetes.io~1part-of").asText()).isEqualTo("fleetfoot");
    }
  }

  @ParameterizedTest
  @MethodSource("charts")
  void selectsExactlyThePodsThatEachWorkloadAndServiceMeans(RenderedChart chart) {
    for (JsonNode workload : chart.workloads()) {
      assertMatches(workload.at("/spec/selector/matchLabels"), podLabels(workload));
      long selected =
          chart.workloads().stream()
              .filter(w -> matches(workload.at("/spec/selector/matchLabels"), podLabels(w)))
              .count();
      assertThat(selected).isEqualTo(1);
    }
    for (JsonNode service : chart.all("Service")) {
      JsonNode deployment = chart.only("Deployment").orElseThrow();
      assertMatches(service.at("/spec/selector"), podLabels(deployment));
      assertThat(containers(deployment).flatMap(c -> each(c.path("ports"))))
          .extracting(port -> port.path("name").asText())
          .contains(service.at("/spec/ports/0/targetPort").asText());
    }
    for (JsonNode budget : chart.all("PodDisruptionBudget")) {
      assertMatches(
          budget.at("/spec/selector/matchLabels"),
          podLabels(chart.only("Deployment").orElseThrow()));
    }
  }

  @ParameterizedTest
  @MethodSource("charts")
  void probesAndLimitsEveryContainer(RenderedChart chart) {
    for (JsonNode workload : chart.workloads()) {
      assertThat(containers(workload))
          .isNotEmpty()
          .allSatisfy(
              container -> {
                for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                  assertProbesAPort(container, container.path(probe));
                }
                assertThat(container.at("/resources/requests/memory").isTextual()).isTrue();
                assertThat(container.at("/resources/limits/memory").isTextual()).isTrue();
                assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                    .isTrue();
              });
    }
  }

  @ParameterizedTest
  @MethodSource("charts")
  void keepsTheServiceUnprivileged(RenderedChart chart) {
    for (JsonNode service : chart.all("Deployment")) {
      JsonNode pod = podSpec(service);
      assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
      assertThat(pod.at("/securityContext/runAsUser").asInt()).isPositive();
      assertThat(pod.at("/securityContext/seccompProfile/type").asText())
          .isEqualTo("RuntimeDefault");
      assertThat(pod.has("hostPID")).isFalse();
      assertThat(each(pod.path("volumes"))).noneMatch(volume -> volume.has("hostPath"));
      assertThat(containers(service))
          .allSatisfy(
              container -> {
                JsonNode context = container.path("securityContext");
                assertThat(context.path("privileged").asBoolean(true)).isFalse();
                assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
                assertThat(context.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
              });
    }
  }

  @ParameterizedTest
  @MethodSource("charts")
  void letsTheAgentKexecButNotSpeakToKubernetes(RenderedChart chart) {
    for (JsonNode agent : chart.all("DaemonSet")) {
      JsonNode pod = podSpec(agent);
      assertThat(agent.at("/spec/updateStrategy/type").asText()).isEqualTo("OnDelete");
      assertThat(pod.path("hostPID").asBoolean()).isTrue();
      assertThat(pod.path("hostNetwork").asBoolean()).as("and with it the host's name").isTrue();
      assertThat(pod.path("dnsPolicy").asText()).isEqualTo("ClusterFirstWithHostNet");
      assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
      assertThat(pod.at("/tolerations/0/operator").asText()).isEqualTo("Exists");
      assertThat(containers(agent)).allMatch(c -> c.at("/securityContext/privileged").asBoolean());
      assertThat(each(pod.path("volumes")))
          .anyMatch(v -> v.at("/hostPath/path").asText().equals("/var/lib/fleetfoot"));
    }
    assertThat(chart.objects())
        .filteredOn(object -> object.path("kind").asText().endsWith("RoleBinding"))
        .noneMatch(binding -> binding.at("/subjects").toString().contains("fleetfoot-agent"));
  }

  @ParameterizedTest
  @MethodSource("charts")
  void configuresTheAgentSoThatItUnderstands(RenderedChart chart) throws IOException {
    var properties = new Properties();
    properties.load(new StringReader(configFile(chart, "agent.properties")));

    AgentConfig config = AgentConfig.from(properties);
    assertThat(config.stateDirectory()).isEqualTo(Path.of("/var/lib/fleetfoot"));
    assertThat(config.metrics().listen().getPort())
        .isEqualTo(
            chart
                .only("DaemonSet")
                .orElseThrow()
                .at("/spec/template/spec/containers/0/ports/0/containerPort")
                .asInt());
    chart
        .only("Deployment")
        .ifPresent(
            service ->
                assertThat(config.serviceUrl().getHost())
                    .isEqualTo(
                        service.at("/metadata/name").asText()
                            + "."
                            + RenderedChart.NAMESPACE
                            + ".svc"));
  }

  @ParameterizedTest
  @MethodSource("charts")
  void givesTheAgentOnlyFilesThatItMounts(RenderedChart chart) throws IOException {
    var properties = new Properties();
    properties.load(new StringReader(configFile(chart, "agent.properties")));
    List<String> mounts =
        containers(chart.only("DaemonSet").orElseThrow())
            .flatMap(container -> each(container.path("volumeMounts")))
            .map(mount -> mount.path("mountPath").asText())
            .toList();

    assertThat(properties.stringPropertyNames())
        .contains("trusted.keys", "join.token.file", "machine-id.file", "state.directory");
    assertThat(properties.stringPropertyNames())
        .map(properties::getProperty)
        .filteredOn(value -> value.startsWith("/"))
        .allMatch(value -> mounts.stream().anyMatch(value::startsWith));
  }

  @Test
  void pinsTheCaOfTheServiceUnlessTheValuesNameAnother() {
    assertThat(caVolume("production-values.yaml").at("/secret/secretName").asText())
        .isEqualTo("fleetfoot-service-tls");
    assertThat(caVolume("agent-only-values.yaml").at("/configMap/name").asText())
        .isEqualTo("company-ca");
    assertThat(caVolume("try-values.yaml").isMissingNode()).isTrue();
  }

  private static JsonNode caVolume(String values) {
    JsonNode agent =
        RenderedChart.of(ChartFiles.CHART.resolve("ci").resolve(values))
            .only("DaemonSet")
            .orElseThrow();
    return each(podSpec(agent).path("volumes"))
        .filter(volume -> volume.path("name").asText().equals("ca"))
        .findFirst()
        .orElse(MissingNode.getInstance());
  }

  @Test
  void signsPeopleInByTheIssuerAndRolesOfTheValues() {
    RenderedChart chart = RenderedChart.of(ChartFiles.CHART.resolve("ci/production-values.yaml"));

    JsonNode config = RenderedChart.parse(configFile(chart, "application.yaml"));
    JsonNode jwt = config.at("/spring/security/oauth2/resourceserver/jwt");
    assertThat(jwt.path("issuer-uri").asText()).isEqualTo("https://login.example.com/realms/ops");
    assertThat(jwt.at("/audiences/0").asText()).isEqualTo("fleetfoot");
    assertThat(config.at("/fleetfoot/oidc/roles-claim").asText()).isEqualTo("realm_access.roles");
    assertThat(config.at("/fleetfoot/oidc/role-mapping").path("[kernel operators]").asText())
        .isEqualTo("operator");
    assertThat(chart.only("Deployment").orElseThrow().toString())
        .contains("FLEETFOOT_ADMIN_TOKEN", "fleetfoot-admin");
    assertThat(RenderedChart.ofDefaults().only("Deployment").orElseThrow().toString())
        .doesNotContain("FLEETFOOT_ADMIN_TOKEN");
  }

  @Test
  void givesTheServiceExactlyTheRightsThatTheControllersTestsRunWith() {
    RenderedChart chart = RenderedChart.ofDefaults();

    assertThat(chart.only("ClusterRole").orElseThrow().path("rules"))
        .isEqualTo(
            ChartFiles.yaml(ChartFiles.CHART.resolve("files/service-cluster-role-rules.yaml")));
    assertThat(chart.only("Role").orElseThrow().path("rules"))
        .isEqualTo(ChartFiles.yaml(ChartFiles.CHART.resolve("files/service-role-rules.yaml")));
  }

  @Test
  void allowsTheServiceNothingByAWildcardAndNothingWithSecretsOrRoles() {
    List<JsonNode> rules =
        RenderedChart.ofDefaults().objects().stream()
            .filter(object -> object.path("kind").asText().matches("(Cluster)?Role"))
            .flatMap(role -> each(role.path("rules")))
            .toList();

    assertThat(rules)
        .isNotEmpty()
        .noneMatch(rule -> rule.toString().contains("*"))
        .noneMatch(
            rule -> rule.path("resources").toString().matches(".*(secrets|roles|configmaps).*"));
  }

  @ParameterizedTest
  @MethodSource("charts")
  void setsOnlyKeysThatTheServiceKnows(RenderedChart chart) throws IOException {
    List<String> known = keysOfTheService();
    for (JsonNode service : chart.all("Deployment")) {
      JsonNode config = RenderedChart.parse(configFile(chart, "application.yaml"));
      assertThat(leaves("fleetfoot", config.path("fleetfoot")))
          .isNotEmpty()
          .allSatisfy(key -> assertThat(key.replaceFirst("[.]\\[.*", "")).isIn(known));
      assertThat(containers(service).flatMap(container -> each(container.path("env"))))
          .extracting(variable -> variable.path("name").asText())
          .filteredOn(name -> name.startsWith("FLEETFOOT_"))
          .isSubsetOf(known.stream().map(ChartTest::environmentName).toList());
    }
  }

  /** What the annotation processor of Spring Boot found in the service's code. */
  private static List<String> keysOfTheService() throws IOException {
    try (InputStream metadata =
        ChartTest.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
      return each(new ObjectMapper().readTree(metadata).path("properties"))
          .map(property -> property.path("name").asText())
          .toList();
    }
  }

  private static String environmentName(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static Stream<String> leaves(String key, JsonNode value) {
    return value.isObject()
        ? value
            .propertyStream()
            .flatMap(entry -> leaves(key + "." + entry.getKey(), entry.getValue()))
        : Stream.of(key);
  }

  private static String configFile(RenderedChart chart, String name) {
    return chart.all("ConfigMap").stream()
        .map(map -> map.path("data").path(name))
        .filter(JsonNode::isTextual)
        .findFirst()
        .orElseThrow()
        .asText();
  }

  @ParameterizedTest
  @MethodSource("charts")
  void mountsOnlyVolumesAndReadsOnlySecretsThatItNames(RenderedChart chart) {
    for (JsonNode workload : chart.workloads()) {
      Set<String> volumes = new HashSet<>();
      each(podSpec(workload).path("volumes")).forEach(v -> volumes.add(v.path("name").asText()));
      assertThat(containers(workload).flatMap(c -> each(c.path("volumeMounts"))))
          .extracting(mount -> mount.path("name").asText())
          .containsExactlyInAnyOrderElementsOf(volumes);
      String serviceAccount = podSpec(workload).path("serviceAccountName").asText();
      assertThat(chart.all("ServiceAccount"))
          .extracting(account -> account.at("/metadata/name").asText())
          .contains(serviceAccount);
    }
  }

  @ParameterizedTest
  @MethodSource("charts")
  void shipsEveryDashboardAsItIs(RenderedChart chart) throws IOException {
    var json = new ObjectMapper();
    List<JsonNode> maps =
        chart.all("ConfigMap").stream()
            .filter(map -> map.at("/metadata/labels/grafana_dashboard").asText().equals("1"))
            .toList();
    assertThat(maps).hasSizeBetween(0, ChartFiles.dashboards().size());
    for (JsonNode map : maps) {
      String text = map.path("data").elements().next().asText();
      String uid = json.readTree(text).path("uid").asText();
      Path file = ChartFiles.CHART.resolve("dashboards/" + uid.replace("fleetfoot-", "") + ".json");
      assertThat(json.readTree(text)).isEqualTo(ChartFiles.json(file));
    }
  }

  @Test
  void installsBothDashboardsByDefault() {
    assertThat(RenderedChart.ofDefaults().all("ConfigMap"))
        .filteredOn(map -> map.at("/metadata/labels/grafana_dashboard").asText().equals("1"))
        .hasSameSizeAs(ChartFiles.dashboards())
        .hasSize(2);
  }

  @Test
  void watchesAndExposesWhatTheProductionValuesAskFor() {
    RenderedChart chart = RenderedChart.of(ChartFiles.CHART.resolve("ci/production-values.yaml"));

    assertThat(chart.only("Ingress").orElseThrow().at("/spec/rules/0/host").asText())
        .isEqualTo("fleetfoot.example.com");
    JsonNode management =
        chart.all("Service").stream()
            .filter(s -> s.at("/metadata/name").asText().endsWith("-management"))
            .findFirst()
            .orElseThrow();
    JsonNode monitor = chart.only("ServiceMonitor").orElseThrow();
    assertMatches(monitor.at("/spec/selector/matchLabels"), management.at("/metadata/labels"));
    assertThat(monitor.at("/spec/endpoints/0/port").asText())
        .isEqualTo(management.at("/spec/ports/0/name").asText());
    assertMatches(
        chart.only("PodMonitor").orElseThrow().at("/spec/selector/matchLabels"),
        podLabels(chart.only("DaemonSet").orElseThrow()));
    assertThat(chart.only("Deployment").orElseThrow().at("/spec/replicas").asInt()).isEqualTo(3);
    assertThat(chart.only("Deployment").orElseThrow().toString())
        .contains("registry.example.com/fleetfoot/service@sha256:aaaa");
  }

  @Test
  void leavesOutTheAlertsThatAreNotWantedAndLinksTheOthersToTheirRunbooks() {
    JsonNode rules =
        RenderedChart.of(ChartFiles.CHART.resolve("ci/production-values.yaml"))
            .only("PrometheusRule")
            .orElseThrow()
            .at("/spec/groups/0/rules");

    assertThat(each(rules)).noneMatch(r -> r.path("alert").asText().equals("FleetfootHostSilent"));
    assertThat(each(rules))
        .hasSize(4)
        .allSatisfy(
            rule ->
                assertThat(rule.at("/annotations/runbook_url").asText())
                    .startsWith("https://wiki.example.com/fleetfoot/docs/operations/alerts.md#"));
  }

  @Test
  void putsTheServicesConfigurationOverItsOwn() {
    RenderedChart chart = RenderedChart.of(ChartFiles.CHART.resolve("ci/production-values.yaml"));

    JsonNode config = RenderedChart.parse(configFile(chart, "application.yaml"));
    assertThat(config.at("/fleetfoot/silence").asText()).isEqualTo("PT2M");
    assertThat(config.at("/fleetfoot/deadlines/executing").asText()).isEqualTo("PT15M");
    assertThat(config.at("/fleetfoot/kubernetes/enabled").asBoolean()).isTrue();
    assertThat(config.at("/server/ssl/bundle").asText()).isEqualTo("service");
    assertThat(config.at("/management/server/port").asInt()).isEqualTo(8081);
  }

  @Test
  void rollsOnePodAfterTheOtherWithSeveralAndReplacesASingleOne() {
    JsonNode several = RenderedChart.ofDefaults().only("Deployment").orElseThrow();
    RenderedChart trying = RenderedChart.of(ChartFiles.CHART.resolve("ci/try-values.yaml"));
    JsonNode single = trying.only("Deployment").orElseThrow();

    assertThat(several.at("/spec/replicas").asInt()).isEqualTo(2);
    assertThat(several.at("/spec/strategy/type").asText()).isEqualTo("RollingUpdate");
    assertThat(single.at("/spec/strategy/type").asText()).isEqualTo("Recreate");
    assertThat(trying.all("PodDisruptionBudget")).isEmpty();
    assertThat(single.toString()).doesNotContain("SPRING_DATASOURCE");
  }

  private static JsonNode podLabels(JsonNode workload) {
    return workload.at("/spec/template/metadata/labels");
  }

  private static void assertMatches(JsonNode selector, JsonNode labels) {
    assertThat(selector.isEmpty()).isFalse();
    assertThat(matches(selector, labels)).as("%s in %s", selector, labels).isTrue();
  }

  private static boolean matches(JsonNode selector, JsonNode labels) {
    return selector.properties().stream()
        .allMatch(entry -> entry.getValue().equals(labels.path(entry.getKey())));
  }

  private static void assertProbesAPort(JsonNode container, JsonNode probe) {
    String port = probe.has("httpGet") ? "/httpGet/port" : "/tcpSocket/port";
    assertThat(each(container.path("ports")))
        .extracting(named -> named.path("name").asText())
        .contains(probe.at(port).asText());
  }
}
