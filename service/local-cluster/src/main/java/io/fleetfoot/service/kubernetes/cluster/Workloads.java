package io.fleetfoot.service.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.policy.v1beta1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** What runs on the nodes of a test: one namespace with its Deployments, DaemonSets and budgets. */
public final class Workloads implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KubernetesClient admin;
  private final String namespace;

  /** Makes the namespace. */
  public Workloads(KubernetesClient admin, String namespace) {
    this.admin = admin;
    this.namespace = namespace;
    admin
        .namespaces()
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
  }

  /** Runs so many replicas and returns when all of them run. */
  public void deploy(String name, int replicas) {
    admin
        .apps()
        .deployments()
        .inNamespace(namespace)
        .resource(
            new DeploymentBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .withMatchLabels(Map.of("app", name))
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(Map.of("app", name))
                .endMetadata()
                .withSpec(container())
                .endTemplate()
                .endSpec()
                .build())
        .create();
    awaitRunning(name, replicas);
  }

  /** Runs a pod on each of so many nodes and returns when all of them run. */
  public void deployOnEachNode(String name, int nodes) {
    admin
        .apps()
        .daemonSets()
        .inNamespace(namespace)
        .resource(
            new DaemonSetBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .withMatchLabels(Map.of("app", name))
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(Map.of("app", name))
                .endMetadata()
                .withSpec(container())
                .endTemplate()
                .endSpec()
                .build())
        .create();
    awaitRunning(name, nodes);
  }

  /** Runs a pod that nothing would make again, and returns when it runs. */
  public void run(String name) {
    admin
        .pods()
        .inNamespace(namespace)
        .resource(
            new io.fabric8.kubernetes.api.model.PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(Map.of("app", name))
                .endMetadata()
                .withSpec(container())
                .build())
        .create();
    awaitRunning(name, 1);
  }

  /** Makes a budget over the pods of the app and returns when its status counts them. */
  public void budget(String name, String app, int minAvailable) {
    admin
        .policy()
        .v1beta1()
        .podDisruptionBudget()
        .inNamespace(namespace)
        .resource(
            new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withMinAvailable(new IntOrString(minAvailable))
                .withNewSelector()
                .withMatchLabels(Map.of("app", app))
                .endSelector()
                .endSpec()
                .build())
        .create();
    Awaitility.await("status of budget " + name)
        .atMost(PATIENCE)
        .until(
            () -> {
              var status =
                  admin
                      .policy()
                      .v1beta1()
                      .podDisruptionBudget()
                      .inNamespace(namespace)
                      .withName(name)
                      .get()
                      .getStatus();
              return status != null
                  && status.getCurrentHealthy() != null
                  && status.getCurrentHealthy() > 0;
            });
  }

  /** Returns the pods of the app that do not go. */
  public List<Pod> pods(String app) {
    return admin.pods().inNamespace(namespace).withLabel("app", app).list().getItems().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  /** Returns the pods of the app that go. */
  public List<Pod> goingPods(String app) {
    return admin.pods().inNamespace(namespace).withLabel("app", app).list().getItems().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() != null)
        .toList();
  }

  /** Returns when so many pods of the app run and do not go. */
  public void awaitRunning(String app, int count) {
    Awaitility.await("%d pods of %s".formatted(count, app))
        .atMost(PATIENCE)
        .until(() -> pods(app).stream().filter(Workloads::runs).count() == count);
  }

  /** Takes all of it away. */
  @Override
  public void close() {
    admin.apps().deployments().inNamespace(namespace).delete();
    admin.apps().daemonSets().inNamespace(namespace).delete();
    admin.policy().v1beta1().podDisruptionBudget().inNamespace(namespace).delete();
    admin.apps().replicaSets().inNamespace(namespace).delete();
    Awaitility.await("no pod of %s is left".formatted(namespace))
        .atMost(PATIENCE)
        .until(
            () -> {
              admin.pods().inNamespace(namespace).withGracePeriod(0).delete();
              return admin.pods().inNamespace(namespace).list().getItems().isEmpty();
            });
  }

  private static boolean runs(Pod pod) {
    return "Running".equals(pod.getStatus().getPhase());
  }

  private static PodSpec container() {
    return new PodSpecBuilder()
        .addNewContainer()
        .withName("main")
        .withImage("none")
        .endContainer()
        .withTerminationGracePeriodSeconds(5L)
        .build();
  }
}
