package io.fleetfoot.service.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.NodeSystemInfoBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * All kubelets and the scheduler of a {@link LocalCluster}: binds pods to nodes that take them,
 * says that they run, and lets them end when they are deleted. A node is what is said of it here.
 */
public final class FakeKubelet implements AutoCloseable {

  private static final Duration PERIOD = Duration.ofMillis(250);
  private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

  private final KubernetesClient admin;
  private final InstantSource clock;
  private final Set<String> unending = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private int turn;

  /** Starts to serve the cluster of the client given; what it writes has the times of the clock. */
  public FakeKubelet(KubernetesClient admin, InstantSource clock) {
    this.admin = admin;
    this.clock = clock;
    executor.scheduleWithFixedDelay(this::serve, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Registers a node that is ready. */
  public void register(
      String node, String machineId, String bootId, String kernel, Map<String, String> labels) {
    admin
        .nodes()
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName(node)
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build())
        .create();
    say(node, machineId, bootId, kernel, true);
    admin.nodes().withName(node).edit(FakeKubelet::withoutTaints);
  }

  /** Says that the node's machine has booted. */
  public void boot(String node, String bootId, String kernel) {
    String machineId = admin.nodes().withName(node).get().getStatus().getNodeInfo().getMachineID();
    say(node, machineId, bootId, kernel, true);
  }

  /** Says that the node is ready, or that it is not. */
  public void ready(String node, boolean ready) {
    Node now = admin.nodes().withName(node).get();
    var info = now.getStatus().getNodeInfo();
    say(node, info.getMachineID(), info.getBootID(), info.getKernelVersion(), ready);
  }

  /** Keeps the pods whose names begin so from ending, until {@link #letEnd}. */
  public void holdUp(String podPrefix) {
    unending.add(podPrefix);
  }

  /** Lets the pods end that were held up. */
  public void letEnd(String podPrefix) {
    unending.remove(podPrefix);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  /** A new node is tainted until a controller, which does not run here, sees it ready. */
  private static Node withoutTaints(Node node) {
    return node.edit().editSpec().withTaints(List.of()).endSpec().build();
  }

  private void say(String node, String machineId, String bootId, String kernel, boolean ready) {
    for (boolean said = false; !said; ) {
      try {
        write(node, machineId, bootId, kernel, ready);
        said = true;
      } catch (KubernetesClientException e) {
        if (e.getCode() != 409) {
          throw e;
        }
      }
    }
  }

  private void write(String node, String machineId, String bootId, String kernel, boolean ready) {
    admin
        .nodes()
        .withName(node)
        .editStatus(
            old ->
                new NodeBuilder(old)
                    .withNewStatus()
                    .withConditions(
                        new NodeConditionBuilder()
                            .withType("Ready")
                            .withStatus(ready ? "True" : "False")
                            .withReason(ready ? "KubeletReady" : "KubeletNotReady")
                            .withLastHeartbeatTime(clock.instant().toString())
                            .withLastTransitionTime(clock.instant().toString())
                            .build())
                    .withNodeInfo(
                        new NodeSystemInfoBuilder()
                            .withMachineID(machineId)
                            .withSystemUUID(machineId)
                            .withBootID(bootId)
                            .withKernelVersion(kernel)
                            .withOsImage("Debian GNU/Linux 12 (bookworm)")
                            .withContainerRuntimeVersion("fake://1")
                            .withKubeletVersion("v1.20.2")
                            .withKubeProxyVersion("v1.20.2")
                            .withOperatingSystem("linux")
                            .withArchitecture("amd64")
                            .build())
                    .endStatus()
                    .build());
  }

  private void serve() {
    try {
      List<Node> nodes = admin.nodes().list().getItems();
      for (Pod pod : admin.pods().inAnyNamespace().list().getItems()) {
        serve(pod, nodes);
      }
    } catch (KubernetesClientException e) {
      // the API server is away, or the pod changed: the next turn sees it as it is then
    } catch (RuntimeException e) {
      System.err.println("fake kubelet: " + e);
    }
  }

  private void serve(Pod pod, List<Node> nodes) {
    String phase = Optional.ofNullable(pod.getStatus().getPhase()).orElse("Pending");
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      end(pod);
    } else if (pod.getSpec().getNodeName() == null) {
      placeFor(pod, nodes).ifPresent(node -> bind(pod, node));
    } else if (phase.equals("Pending") && !FINISHED.contains(phase)) {
      run(pod);
    }
  }

  private void end(Pod pod) {
    String name = pod.getMetadata().getName();
    if (unending.stream().noneMatch(name::startsWith)) {
      admin.pods().resource(pod).withGracePeriod(0).delete();
    }
  }

  private void bind(Pod pod, String node) {
    String namespace = pod.getMetadata().getNamespace();
    String name = pod.getMetadata().getName();
    admin.raw(
        "/api/v1/namespaces/%s/pods/%s/binding".formatted(namespace, name),
        "POST",
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "Binding",
            "metadata",
            Map.of("name", name, "namespace", namespace),
            "target",
            Map.of("apiVersion", "v1", "kind", "Node", "name", node)));
  }

  private void run(Pod pod) {
    admin
        .pods()
        .resource(pod)
        .editStatus(
            old ->
                new PodBuilder(old)
                    .editStatus()
                    .withPhase("Running")
                    .withConditions(
                        new PodConditionBuilder()
                            .withType("Ready")
                            .withStatus("True")
                            .withLastTransitionTime(clock.instant().toString())
                            .build())
                    .endStatus()
                    .build());
  }

  /**
   * A DaemonSet's pod names its node itself; any other takes its turn on the nodes that take pods.
   */
  private Optional<String> placeFor(Pod pod, List<Node> nodes) {
    Optional<String> own = ownNode(pod);
    if (own.isPresent()) {
      return own;
    }
    List<String> places = new ArrayList<>();
    for (Node node : nodes) {
      if (!Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
        places.add(node.getMetadata().getName());
      }
    }
    return places.isEmpty() ? Optional.empty() : Optional.of(places.get(turn++ % places.size()));
  }

  private static Optional<String> ownNode(Pod pod) {
    return Optional.ofNullable(pod.getSpec().getAffinity())
        .map(affinity -> affinity.getNodeAffinity())
        .map(affinity -> affinity.getRequiredDuringSchedulingIgnoredDuringExecution())
        .flatMap(
            required ->
                required.getNodeSelectorTerms().stream()
                    .flatMap(term -> term.getMatchFields().stream())
                    .filter(field -> field.getKey().equals("metadata.name"))
                    .flatMap(field -> field.getValues().stream())
                    .findFirst());
  }
}
