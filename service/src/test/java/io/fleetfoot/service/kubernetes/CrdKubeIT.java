package io.fleetfoot.service.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fleetfoot.service.kubernetes.cluster.Chart;
import io.fleetfoot.service.kubernetes.cluster.LocalCluster;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrdKubeIT {

  private static KubernetesClient admin;

  @BeforeAll
  static void install() {
    LocalCluster cluster = LocalCluster.shared();
    Chart.install(cluster);
    admin = cluster.admin();
  }

  @AfterAll
  static void close() {
    if (admin != null) {
      admin.close();
    }
  }

  @Test
  void keepsEveryWordOfAFullSpec() {
    String full =
        """
        kernelImage: debian-6.12
        selector:
          matchLabels: {pool: nothing-has-this}
          matchExpressions: [{key: rack, operator: In, values: [r1, r2]}, {key: tier, operator: Exists}]
        partitionBy: rack
        orderBy: [tier]
        maxUnavailable: "10%"
        failureDomains: [{topologyKey: rack, maxUnavailable: "50%", maxDomains: 1}]
        maxParallel: 5
        failureBudget: 2
        maxWaveFailures: 1
        soak: PT30S
        waveSoak: PT10M
        bootDeadline: P1DT2H
        windows: [{schedule: "0 22 * * 1-5", duration: PT6H, timeZone: Europe/Berlin, kind: allow}]
        freezes: [{name: year end, from: "2026-12-23T00:00:00Z", to: "2027-01-04T00:00:00Z"}]
        freezesTimeZone: UTC
        deadline: "2027-02-01T00:00:00Z"
        retries: {limit: 2, backoff: PT2M, maxBackoff: PT1H}
        approval: each-wave
        hooks: [{name: board, at: before-wave, url: "https://change.example/hook", secret: change,
          timeout: PT5S, patience: PT2H}]
        gates: [{name: errors, address: "https://prometheus.example", query: up, success: "result[0] > 0",
          failure: "result[0] < 1", interval: PT30S, count: 5, failureLimit: 1, inconclusiveLimit: 1,
          consecutiveErrorLimit: 2, initialDelay: PT1M}]
        timing: {action: pause, minSamples: 20, tolerance: 15}
        rollback: on-stop
        stage: just-in-time
        drain: {mode: full, ignoreDaemonSets: false, deleteEmptyDirData: true, force: true,
          gracePeriodSeconds: 10, timeout: PT1H, skipWaitForDeleteTimeoutSeconds: 60, podSelector: app!=cache}
        """;

    KernelRollout kept = create("full-spec", full);

    assertThat(kept.getSpec())
        .isEqualTo(admin.getKubernetesSerialization().unmarshal(full, KernelRolloutSpec.class));
    delete("full-spec");
  }

  @Test
  void defaultsWhatIsNotSaid() {
    KernelRollout kept =
        create(
            "defaults", "{kernelImage: debian-6.12, windows: [{schedule: '@', duration: PT1H}]}");

    assertThat(kept.getSpec().fields())
        .containsEntry("maxUnavailable", 1)
        .containsEntry("soak", "PT0S")
        .containsEntry("approval", "none")
        .containsEntry("selector", Map.of("matchLabels", Map.of(), "matchExpressions", List.of()))
        .containsEntry(
            "windows",
            List.of(
                Map.of("schedule", "@", "duration", "PT1H", "timeZone", "UTC", "kind", "allow")))
        .containsEntry("retries", Map.of("limit", 0, "backoff", "PT1M", "maxBackoff", "PT30M"))
        .doesNotContainKeys("waves", "partitionBy", "deadline");
    assertThat(kept.getSpec().fields().get("drain").toString())
        .contains("mode=full", "timeout=PT15M");
    delete("defaults");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {kernelImage: ''}                                      | spec.kernelImage
          {methods: [kexec], kernelImage: x}                     | spec.methods
          {methods: [file, file], kernelImage: x}                | spec.methods
          {methods: [], kernelImage: x}                          | spec.methods
          {verification: sha256, kernelImage: x}                 | spec.verification
          {kernelImage: x, waves: []}                            | spec.waves
          {kernelImage: x, waves: [0]}                           | spec.waves
          {kernelImage: x, waves: ['0%']}                        | spec.waves
          {kernelImage: x, waves: [half]}                        | spec.waves
          {kernelImage: x, maxUnavailable: '101%'}               | spec.maxUnavailable
          {kernelImage: x, maxUnavailable: 0}                    | spec.maxUnavailable
          {kernelImage: x, maxUnavailable: true}                 | spec.maxUnavailable
          {kernelImage: x, failureBudget: -1}                    | spec.failureBudget
          {kernelImage: x, soak: 10m}                            | spec.soak
          {kernelImage: x, soak: P}                              | spec.soak
          {kernelImage: x, soak: PT}                             | spec.soak
          {kernelImage: x, bootDeadline: -PT1M}                  | spec.bootDeadline
          {kernelImage: x, drain: {mode: half}}                  | spec.drain.mode
          {kernelImage: x, drain: {gracePeriodSeconds: -2}}      | spec.drain.gracePeriodSeconds
          {kernelImage: x, drain: {timeout: 5}}                  | spec.drain.timeout
          {kernelImage: x, selector: {matchLabels: {pool: 1}}}   | spec.selector.matchLabels.pool
          {kernelImage: x, selector: {matchExpressions: [{key: a, operator: in}]}} | spec.selector.matchExpressions.operator
          {kernelImage: x, failureDomains: [{topologyKey: a, maxDomains: 1}, {topologyKey: a, maxDomains: 2}]} | spec.failureDomains
          {kernelImage: x, windows: [{duration: PT1H}]}          | spec.windows.schedule
          {kernelImage: x, windows: [{schedule: a, duration: PT1H, kind: maybe}]} | spec.windows.kind
          {kernelImage: x, deadline: tomorrow}                   | spec.deadline
          {kernelImage: x, retries: {limit: 11}}                 | spec.retries.limit
          {kernelImage: x, approval: maybe}                      | spec.approval
          {kernelImage: x, hooks: [{name: a, at: noon, url: 'https://a'}]} | spec.hooks.at
          {kernelImage: x, gates: [{name: a, query: up}]}        | spec.gates.success
          {kernelImage: x, timing: {minSamples: 1}}              | spec.timing.minSamples
          {kernelImage: x, rollback: always}                     | spec.rollback
          {kernelImage: x, stage: late}                          | spec.stage
          """)
  void refusesABadSpecAndNamesThePath(String spec, String path) {
    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> create("refused", spec))
        .satisfies(e -> assertThat(e.getCode()).isEqualTo(422))
        .withMessageContaining(path);
  }

  @Test
  void takesAPlainReboot() {
    KernelRollout kept = create("plain", "{methods: [firmware]}");

    assertThat(kept.getSpec().fields()).doesNotContainKeys("kernelImage", "verification");
    delete("plain");
  }

  @Test
  void keepsTheStatusApartFromTheSpec() {
    KernelRollout made = create("status-apart", "kernelImage: debian-6.12");
    assertThat(made.getMetadata().getGeneration()).isEqualTo(1);

    made.setStatus(KernelRolloutStatus.empty().with(1, List.of()));
    made = admin.resource(made).updateStatus();

    assertThat(made.getMetadata().getGeneration()).isEqualTo(1);
    assertThat(made.getStatus().observedGeneration()).isEqualTo(1);
    delete("status-apart");
  }

  private static KernelRollout create(String name, String spec) {
    String indented = spec.indent(2);
    GenericKubernetesResource resource =
        admin
            .getKubernetesSerialization()
            .unmarshal(
                """
                apiVersion: fleetfoot.io/v1alpha1
                kind: KernelRollout
                metadata: {name: %s}
                spec:
                %s"""
                    .formatted(name, indented),
                GenericKubernetesResource.class);
    admin.resource(resource).create();
    return admin.resources(KernelRollout.class).withName(name).get();
  }

  private static void delete(String name) {
    admin.resources(KernelRollout.class).withName(name).delete();
  }
}
