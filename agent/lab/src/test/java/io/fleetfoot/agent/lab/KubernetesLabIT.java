package io.fleetfoot.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fleetfoot.service.kubernetes.cluster.Chart;
import io.fleetfoot.service.kubernetes.cluster.LocalCluster;
import io.fleetfoot.service.kubernetes.cluster.Workloads;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything together, once: the commands of docs/operations/kubernetes.md, given to a service, a
 * real API server, and a node that really kexecs.
 */
@Timeout(900)
class KubernetesLabIT extends LabTest {

  private static final String PAGE = "docs/operations/kubernetes.md";
  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(10);

  @TempDir private Path directory;

  @Test
  void aKernelRolloutEndsWithTheNodeInTheNewKernelUncordonedAndMeasured() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(directory);
        KubernetesClient admin = cluster.admin()) {
      Chart.install(cluster);
      Lab lab = startLab(1, Lab.COMMAND_LINE, Map.of(), kubernetes(cluster));
      VirtualHost machine = lab.hosts().get(0);
      lab.createKernelImage("debian-6.12", Lab.SAME_COMMAND_LINE);
      try (LabKubelet ignored = new LabKubelet(admin, machine, Map.of("pool", "web"));
          Workloads workloads = new Workloads(admin, "shop");
          PrometheusProcess prometheus =
              new PrometheusProcess(
                  lab.directory().resolve("prometheus"),
                  URI.create(lab.service().url()).getAuthority(),
                  lab.serviceCa(),
                  List.of(machine.metricsAddress()))) {
        String before = node(admin, machine).getStatus().getNodeInfo().getBootID();
        workloads.deploy("web", 2);
        List<String> pods = names(workloads);
        DocumentedCommands page =
            DocumentedCommands.of(checkout(), PAGE, environment(lab, cluster));
        int end = page.indexOf("kubectl delete kernelrollout");

        page.run(0, end, COMMAND_LIMIT);

        Node node = node(admin, machine);
        assertThat(node.getStatus().getNodeInfo().getBootID()).isNotEqualTo(before);
        assertThat(node.getStatus().getNodeInfo().getKernelVersion())
            .isEqualTo(lab.target().release());
        assertThat(node.getSpec().getUnschedulable()).isNotEqualTo(true);
        assertThat(names(workloads)).as("evicted and made anew").doesNotContainAnyElementsOf(pods);
        assertThat(conditions(rollout(admin)))
            .containsEntry("Accepted", "True")
            .containsEntry("Complete", "True")
            .containsEntry("Progressing", "False")
            .containsEntry("Failed", "False");
        awaitSample(prometheus, "fleetfoot_agent_kexec_blackout_seconds > 0");
        awaitSample(prometheus, "sum(fleetfoot_kexec_blackout_seconds_count) == 1");

        page.run(end, page.blocks().size(), COMMAND_LIMIT);

        assertThat(rollouts(admin).list().getItems()).isEmpty();
      }
    }
  }

  private static List<String> kubernetes(LocalCluster cluster) {
    return List.of(
        "--fleetfoot.kubernetes.enabled=true",
        "--fleetfoot.kubernetes.kubeconfig=" + cluster.kubeconfigOfService());
  }

  private static Map<String, String> environment(Lab lab, LocalCluster cluster) {
    Map<String, String> environment = new HashMap<>();
    environment.put("KUBECONFIG", cluster.kubeconfigOfAdmin().toString());
    environment.put("FLEETFOOT_URL", lab.service().url());
    environment.put("FLEETFOOT_TOKEN", lab.adminToken());
    environment.put("CURL_CA_BUNDLE", lab.serviceCa().toString());
    return environment;
  }

  private static Node node(KubernetesClient admin, VirtualHost machine) {
    return admin.nodes().withName(machine.hostname()).get();
  }

  private static List<String> names(Workloads workloads) {
    return workloads.pods("web").stream().map(pod -> pod.getMetadata().getName()).toList();
  }

  private static NonNamespaceOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      rollouts(KubernetesClient admin) {
    return admin.genericKubernetesResources(
        new ResourceDefinitionContext.Builder()
            .withGroup("fleetfoot.io")
            .withVersion("v1alpha1")
            .withKind("KernelRollout")
            .withPlural("kernelrollouts")
            .withNamespaced(false)
            .build());
  }

  private static GenericKubernetesResource rollout(KubernetesClient admin) {
    return rollouts(admin).withName("to-debian-6.12").get();
  }

  private static Map<String, String> conditions(GenericKubernetesResource rollout) {
    Map<String, String> found = new HashMap<>();
    List<Map<String, String>> conditions = rollout.get("status", "conditions");
    conditions.forEach(one -> found.put(one.get("type"), one.get("status")));
    return found;
  }

  private static void awaitSample(PrometheusProcess prometheus, String expression) {
    Waiting.until(
        "Prometheus has " + expression,
        Duration.ofSeconds(60),
        () -> prometheus.query(expression).size() == 1);
  }
}
