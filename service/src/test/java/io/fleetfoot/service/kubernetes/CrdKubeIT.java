package io.fleetfoot.service.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fleetfoot.service.kubernetes.cluster.Chart;
import io.fleetfoot.service.kubernetes.cluster.LocalCluster;
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
    KernelRollout kept =
        create(
            "full-spec",
            """
            kernelImage: debian-6.12
            selector: {matchLabels: {pool: nothing-has-this}}
            waves: [1, 5, "100%"]
            maxUnavailable: "10%"
            failureBudget: 2
            soak: PT30S
            bootDeadline: P1DT2H
            drain: {mode: full, ignoreDaemonSets: false, deleteEmptyDirData: true, force: true,
              gracePeriodSeconds: 10, timeout: PT1H, skipWaitForDeleteTimeoutSeconds: 60, podSelector: app!=cache}
            """);

    assertThat(kept.getSpec().waves()).extracting(Object::toString).hasSize(3);
    assertThat(kept.getSpec().bootDeadline()).isEqualTo("P1DT2H");
    assertThat(kept.getSpec().drain().podSelector()).isEqualTo("app!=cache");
    delete("full-spec");
  }

  @Test
  void defaultsWhatIsNotSaid() {
    KernelRollout kept = create("defaults", "kernelImage: debian-6.12");

    assertThat(kept.getSpec().maxUnavailable().getIntVal()).isEqualTo(1);
    assertThat(kept.getSpec().waves().get(0).getStrVal()).isEqualTo("100%");
    assertThat(kept.getSpec().soak()).isEqualTo("PT0S");
    assertThat(kept.getSpec().drain().mode()).isEqualTo("full");
    assertThat(kept.getSpec().drain().timeout()).isEqualTo("PT15M");
    delete("defaults");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                     | spec.kernelImage
          {kernelImage: ''}                                      | spec.kernelImage
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
          """)
  void refusesABadSpecAndNamesThePath(String spec, String path) {
    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> create("refused", spec))
        .satisfies(e -> assertThat(e.getCode()).isEqualTo(422))
        .withMessageContaining(path);
  }

  @Test
  void keepsTheStatusApartFromTheSpec() {
    KernelRollout made = create("status-apart", "kernelImage: debian-6.12");
    assertThat(made.getMetadata().getGeneration()).isEqualTo(1);

    made.setStatus(KernelRolloutStatus.empty().with(1, java.util.List.of()));
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
