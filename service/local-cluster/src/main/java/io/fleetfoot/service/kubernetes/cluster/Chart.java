package io.fleetfoot.service.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** What the chart brings into a cluster before the service runs: the CRD, and its rights. */
public final class Chart {

  private static final Path DIRECTORY = SourceTree.file("helm/fleetfoot");
  private static final String NAMESPACE = "fleetfoot";

  private Chart() {}

  /** Installs it and returns when the API server serves KernelRollouts to the service. */
  public static void install(LocalCluster cluster) {
    try (KubernetesClient admin = cluster.admin();
        KubernetesClient service = cluster.service()) {
      if (admin.namespaces().withName(NAMESPACE).get() != null) {
        return;
      }
      admin
          .namespaces()
          .resource(
              new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
          .create();
      admin
          .apiextensions()
          .v1()
          .customResourceDefinitions()
          .load(DIRECTORY.resolve("crds/kernelrollouts.yaml").toFile())
          .create();
      bindClusterRole(admin);
      bindRole(admin);
      Awaitility.await("KernelRollouts are served")
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> service.raw("/apis/fleetfoot.io/v1alpha1/kernelrollouts") != null);
    }
  }

  private static void bindClusterRole(KubernetesClient admin) {
    admin
        .rbac()
        .clusterRoles()
        .resource(
            new ClusterRoleBuilder()
                .withNewMetadata()
                .withName(NAMESPACE)
                .endMetadata()
                .withRules(rules(admin, "files/service-cluster-role-rules.yaml"))
                .build())
        .create();
    admin
        .rbac()
        .clusterRoleBindings()
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(NAMESPACE)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", NAMESPACE)
                .addNewSubject("", "ServiceAccount", NAMESPACE, NAMESPACE)
                .build())
        .create();
  }

  private static void bindRole(KubernetesClient admin) {
    admin
        .rbac()
        .roles()
        .inNamespace(NAMESPACE)
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withName(NAMESPACE)
                .endMetadata()
                .withRules(rules(admin, "files/service-role-rules.yaml"))
                .build())
        .create();
    admin
        .rbac()
        .roleBindings()
        .inNamespace(NAMESPACE)
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(NAMESPACE)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", NAMESPACE)
                .addNewSubject("", "ServiceAccount", NAMESPACE, NAMESPACE)
                .build())
        .create();
  }

  private static List<PolicyRule> rules(KubernetesClient client, String file) {
    try {
      return List.of(
          client
              .getKubernetesSerialization()
              .unmarshal(Files.readString(DIRECTORY.resolve(file)), PolicyRule[].class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
