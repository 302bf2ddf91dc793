package io.fleetfoot.service.kubernetes.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fleetfoot.service.kubernetes.cluster.Chart;
import io.fleetfoot.service.kubernetes.cluster.FakeKubelet;
import io.fleetfoot.service.kubernetes.cluster.LocalCluster;
import io.fleetfoot.service.kubernetes.cluster.Workloads;
import io.fleetfoot.service.kubernetes.drain.DrainStep.Drained;
import io.fleetfoot.service.kubernetes.drain.DrainStep.Failed;
import io.fleetfoot.service.kubernetes.drain.DrainStep.Waiting;
import io.fleetfoot.service.reboot.DrainPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One node is drained, the pods go to the other. */
class DrainKubeIT {

  private static final String NODE = "drained";
  private static final String OTHER = "other";

  private KubernetesClient admin;
  private KubernetesClient service;
  private FakeKubelet kubelet;
  private Workloads workloads;
  private String namespace;

  @BeforeEach
  void prepare() {
    LocalCluster cluster = LocalCluster.shared();
    Chart.install(cluster);
    admin = cluster.admin();
    service = cluster.service();
    kubelet = new FakeKubelet(admin, InstantSource.system());
    kubelet.register(NODE, "m1", "b1", "6.1.0", Map.of());
    namespace = "drain-" + UUID.randomUUID().toString().substring(0, 8);
    workloads = new Workloads(admin, namespace);
  }

  @AfterEach
  void cleanUp() {
    if (admin == null) {
      return;
    }
    workloads.close();
    admin.nodes().withName(NODE).delete();
    admin.nodes().withName(OTHER).delete();
    kubelet.close();
    admin.close();
    service.close();
  }

  @Test
  void evictsAllButTheDaemonSetsPodsAndTheyRunElsewhere() {
    workloads.deployOnEachNode("logs", 1);
    workloads.deploy("web", 3);
    replaceNode();

    assertThat(drainToItsEnd(drain(DrainPolicy.full()))).isEqualTo(new Drained());
    workloads.awaitRunning("web", 3);
    assertThat(workloads.pods("web"))
        .allSatisfy(pod -> assertThat(pod.getSpec().getNodeName()).isEqualTo(OTHER));
    assertThat(workloads.pods("logs"))
        .anySatisfy(pod -> assertThat(pod.getSpec().getNodeName()).isEqualTo(NODE));
  }

  @Test
  void goesThroughATightBudgetOnePodAfterTheOther() {
    workloads.deploy("web", 3);
    workloads.budget("tight", "web", 2);
    replaceNode();
    List<Long> running = new ArrayList<>();

    NodeDrain drain = drain(DrainPolicy.full());
    DrainStep end =
        drainToItsEnd(
            drain,
            () ->
                running.add(
                    workloads.pods("web").stream()
                        .filter(pod -> "Running".equals(pod.getStatus().getPhase()))
                        .count()));

    assertThat(end).isEqualTo(new Drained());
    assertThat(running).allSatisfy(count -> assertThat(count).isGreaterThanOrEqualTo(2));
  }

  @Test
  void waitsForAnImpossibleBudgetWithItsNameAndFailsAtTheTimeout() {
    workloads.deploy("db", 2);
    workloads.budget("impossible", "db", 2);
    replaceNode();
    NodeDrain drain = drain(DrainPolicy.full());
    Instant now = Instant.now();

    DrainStep step = drain.step(now);

    assertThat(step)
        .isEqualTo(
            new Waiting(
                2,
                "waits for PodDisruptionBudget %s/impossible needs 2 healthy pods and has 2 currently"
                    .formatted(namespace)));
    assertThat(drain.step(now.plus(DrainPolicy.DEFAULT_TIMEOUT).plusSeconds(60)))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> assertThat(failed.reason()).contains(namespace + "/impossible"));
    assertThat(workloads.pods("db")).hasSize(2);
  }

  @Test
  void failsAtOnceWhereTwoBudgetsChooseOnePod() {
    workloads.deploy("db", 1);
    workloads.budget("one", "db", 0);
    workloads.budget("two", "db", 0);
    replaceNode();

    assertThat(drain(DrainPolicy.full()).step(Instant.now()))
        .isInstanceOfSatisfying(
            Failed.class,
            failed ->
                assertThat(failed.reason())
                    .contains("answered 500")
                    .contains("more than one PodDisruptionBudget"));
  }

  @Test
  void evictsNothingWhereOnePodWouldNotComeBack() {
    workloads.deploy("web", 2);
    workloads.run("debug");
    replaceNode();

    assertThat(drain(DrainPolicy.full()).step(Instant.now())).isInstanceOf(Failed.class);
    assertThat(workloads.pods("web"))
        .hasSize(2)
        .allSatisfy(pod -> assertThat(pod.getSpec().getNodeName()).isEqualTo(NODE));
  }

  @Test
  void evictsOnlyWhatTheSelectorChooses() {
    workloads.deploy("web", 1);
    workloads.deploy("cache", 1);
    replaceNode();

    assertThat(drainToItsEnd(drain(withSelector("app!=cache,app!=logs")))).isEqualTo(new Drained());
    assertThat(workloads.pods("cache"))
        .allSatisfy(pod -> assertThat(pod.getSpec().getNodeName()).isEqualTo(NODE));
  }

  @Test
  void waitsForAPodThatDoesNotEnd() {
    workloads.deploy("slow", 1);
    replaceNode();
    kubelet.holdUp("slow");
    NodeDrain drain = drain(DrainPolicy.full());
    drain.step(Instant.now());

    assertThat(drain.step(Instant.now()))
        .isInstanceOfSatisfying(
            Waiting.class,
            waiting -> assertThat(waiting.reason()).startsWith("waits for the end of"));
    kubelet.letEnd("slow");
    assertThat(drainToItsEnd(drain)).isEqualTo(new Drained());
  }

  /** From now on pods go to the other node. */
  private void replaceNode() {
    new NodesAsAdmin(admin).cordon(NODE);
    kubelet.register(OTHER, "m2", "b2", "6.1.0", Map.of());
  }

  private record NodesAsAdmin(KubernetesClient admin) {
    void cordon(String node) {
      admin
          .nodes()
          .withName(node)
          .edit(now -> now.edit().editSpec().withUnschedulable(true).endSpec().build());
    }
  }

  private NodeDrain drain(DrainPolicy policy) {
    return new NodeDrain(NODE, policy, Instant.now(), new ApiNodePods(service));
  }

  private static DrainStep drainToItsEnd(NodeDrain drain) {
    return drainToItsEnd(drain, () -> {});
  }

  private static DrainStep drainToItsEnd(NodeDrain drain, Runnable afterEach) {
    return Awaitility.await("end of the drain")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              DrainStep step = drain.step(Instant.now());
              afterEach.run();
              return step;
            },
            step -> !(step instanceof Waiting));
  }

  private static DrainPolicy withSelector(String podSelector) {
    return new DrainPolicy(
        DrainPolicy.Mode.FULL,
        true,
        false,
        false,
        null,
        DrainPolicy.DEFAULT_TIMEOUT,
        0,
        podSelector);
  }
}
