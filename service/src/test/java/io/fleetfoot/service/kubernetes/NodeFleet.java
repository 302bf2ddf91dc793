package io.fleetfoot.service.kubernetes;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fleetfoot.service.kubernetes.cluster.Chart;
import io.fleetfoot.service.kubernetes.cluster.FakeKubelet;
import io.fleetfoot.service.kubernetes.cluster.LocalCluster;
import io.fleetfoot.service.kubernetes.cluster.Workloads;
import io.fleetfoot.service.scheduler.CurrentCircumstances;
import io.fleetfoot.service.scheduler.RebootTimeouts;
import io.fleetfoot.service.store.Replica;
import io.fleetfoot.service.testing.EveryAddress;
import io.fleetfoot.service.testing.TestDatabase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A cluster with nodes, workloads and agents, a service over its own database, and the service's
 * controllers with exactly the rights that the chart gives.
 */
final class NodeFleet implements AutoCloseable {

  static final String NEW = "6.12.0";
  static final String IMAGE = "test";

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration PERIOD = Duration.ofMillis(250);
  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final Duration BEAT = Duration.ofMillis(100);

  final LocalCluster cluster = LocalCluster.shared();
  final KubernetesClient admin;
  final FakeKubelet kubelet;
  final Replica service;
  final List<NodeAgent> agents = new ArrayList<>();
  final Workloads workloads;
  final String namespace = "fleet-" + UUID.randomUUID().toString().substring(0, 8);

  private final List<Running> controllers = new ArrayList<>();
  private final ScheduledExecutorService beats = Executors.newScheduledThreadPool(2);

  NodeFleet(int nodes) {
    Chart.install(cluster);
    admin = cluster.admin();
    kubelet = new FakeKubelet(admin, InstantSource.system());
    service = new Replica(TestDatabase.create(), RebootTimeouts.standard(), 1, NodeHostLoad::new);
    service.kernelImage(NEW);
    workloads = new Workloads(admin, namespace);
    for (int i = 1; i <= nodes; i++) {
      agents.add(new NodeAgent(service, kubelet, "node-%02d".formatted(i)));
    }
    beats.scheduleWithFixedDelay(this::beat, 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A controller with its client, as one replica of the service has it. */
  record Running(KubernetesClient client, KubernetesController controller) {

    /** Ends it as a crash would: it neither finishes its round nor gives its Lease back. */
    void kill() {
      client.close();
    }
  }

  private void beat() {
    try {
      service.ticks.tick();
      agents.forEach(this::poll);
    } catch (RuntimeException e) {
      System.err.println("fleet: " + e);
    }
  }

  private void poll(NodeAgent agent) {
    try {
      agent.poll(service);
    } catch (KubernetesClientException e) {
      // a kubelet that does not reach its API server says later what it has to say
    }
  }

  /** Starts one more replica's controller. */
  Running startController() {
    KubernetesClient client = cluster.service();
    KubernetesController controller =
        new KubernetesConfiguration()
            .kubernetesController(
                client,
                new KubernetesProperties(true, null, null, "fleetfoot", PERIOD, LEASE),
                RebootTimeouts.standard(),
                new CurrentCircumstances(
                    service.rolloutRepository, service.kernelImages, new EveryAddress()),
                service.rollouts,
                service.reboots,
                service.kernelImages,
                service.hosts,
                service.drains,
                service.actor,
                InstantSource.system());
    controller.start();
    Running running = new Running(client, controller);
    controllers.add(running);
    return running;
  }

  /** Applies a KernelRollout with the spec given in YAML. */
  KernelRollout apply(String name, String spec) {
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
                    .formatted(name, spec.indent(2)),
                GenericKubernetesResource.class);
    admin.resource(resource).serverSideApply();
    return get(name).orElseThrow();
  }

  Optional<KernelRollout> get(String name) {
    return Optional.ofNullable(admin.resources(KernelRollout.class).withName(name).get());
  }

  void delete(String name) {
    admin.resources(KernelRollout.class).withName(name).delete();
  }

  /** Returns the KernelRollout once its status is as wanted. */
  KernelRollout await(String name, String what, Predicate<KernelRolloutStatus> wanted) {
    try {
      return Awaitility.await(name + " " + what)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(300))
          .ignoreExceptionsInstanceOf(KubernetesClientException.class)
          .until(
              () -> get(name).orElseThrow(),
              found -> found.getStatus() != null && wanted.test(found.getStatus()));
    } catch (RuntimeException e) {
      throw new AssertionError(
          "stands at " + get(name).map(KernelRollout::getStatus) + "; leader " + leader(), e);
    }
  }

  /** Returns which controller holds the Lease. */
  Optional<String> leader() {
    return Optional.ofNullable(
            admin.leases().inNamespace("fleetfoot").withName(Leadership.LEASE).get())
        .map(lease -> lease.getSpec().getHolderIdentity());
  }

  static boolean is(KernelRolloutStatus status, String condition) {
    return condition(status, condition).filter(one -> one.getStatus().equals("True")).isPresent();
  }

  static Optional<Condition> condition(KernelRolloutStatus status, String type) {
    return Stream.ofNullable(status.conditions())
        .flatMap(List::stream)
        .filter(one -> one.getType().equals(type))
        .findFirst();
  }

  Node node(String name) {
    return admin.nodes().withName(name).get();
  }

  List<Node> nodes() {
    return admin.nodes().list().getItems();
  }

  @Override
  public void close() {
    admin.resources(KernelRollout.class).delete();
    try {
      Awaitility.await("no KernelRollout is left")
          .atMost(PATIENCE)
          .until(() -> admin.resources(KernelRollout.class).list().getItems().isEmpty());
    } finally {
      beats.shutdownNow();
      controllers.forEach(running -> running.controller().stop());
      controllers.forEach(running -> running.client().close());
      workloads.close();
      kubelet.close();
      agents.forEach(agent -> admin.nodes().withName(agent.node()).delete());
      admin.leases().inNamespace("fleetfoot").delete();
      service.close();
      admin.close();
    }
  }
}
