package io.fleetfoot.service.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fleetfoot.service.kubernetes.NodeCordons.Cordon;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Whole rollouts over nodes of a real API server, by a controller with the chart's rights. */
class KernelRolloutKubeIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Test
  void rollsTwentyNodesWaveByWaveUnderATightBudget() throws Exception {
    try (NodeFleet fleet = new NodeFleet(20)) {
      fleet.workloads.deployOnEachNode("logs", 20);
      fleet.workloads.deploy("web", 10);
      fleet.workloads.budget("tight", "web", 9);
      cordonAsAdmin(fleet, "node-20");
      Set<String> logs = uids(fleet.workloads.pods("logs"));
      fleet.startController();
      Watch watch = new Watch(fleet);

      fleet.apply(
          "to-6-12",
          """
          kernelImage: test
          selector: {matchLabels: {pool: web}}
          waves: [1, 5, "100%"]
          maxUnavailable: 3
          soak: PT0.5S
          """);
      KernelRollout done = fleet.await("to-6-12", "is complete", KernelRolloutKubeIT::isComplete);
      watch.stop();

      KernelRolloutStatus status = done.getStatus();
      assertThat(status.counts()).isEqualTo(Map.of("SUCCEEDED", 20));
      assertThat(status.hosts()).isEqualTo(20);
      assertThat(status.succeeded()).isEqualTo(20);
      assertThat(status.release()).isEqualTo(NodeFleet.NEW);
      assertThat(status.waves())
          .extracting(KernelRolloutStatus.Wave::size)
          .containsExactly(1, 5, 14);
      assertThat(status.finishedAt()).isNotNull();
      assertThat(NodeFleet.is(status, "Accepted")).isTrue();
      assertThat(NodeFleet.is(status, "Progressing")).isFalse();
      assertThat(NodeFleet.is(status, "Failed")).isFalse();
      assertThat(done.getMetadata().getGeneration()).as("spec was never written").isEqualTo(1);

      assertThat(fleet.agents).allSatisfy(agent -> assertThat(agent.executions()).isOne());
      assertThat(fleet.nodes())
          .allSatisfy(
              node ->
                  assertThat(node.getStatus().getNodeInfo().getKernelVersion())
                      .isEqualTo(NodeFleet.NEW));
      awaitOnlyAdminsCordon(fleet, "node-20");
      assertThat(watch.mostCordonedByUs).isBetween(1, 3);
      assertThat(watch.leastWebReady).isGreaterThanOrEqualTo(9);
      assertThat(uids(fleet.workloads.pods("logs"))).as("DaemonSets' pods stay").isEqualTo(logs);
    }
  }

  @Test
  void givesHostsTheLabelsOfTheirNodes() {
    try (NodeFleet fleet = new NodeFleet(2)) {
      fleet.startController();

      awaitLabel(fleet, "fleetfoot.io/node-name", "node-01");
      awaitLabel(fleet, "pool", "web");
      awaitLabel(fleet, "by", "agent");
    }
  }

  @Test
  void namesTheBudgetThatAdmitsNothingAndFailsAtTheTimeout() {
    try (NodeFleet fleet = new NodeFleet(2)) {
      fleet.workloads.deploy("db", 2);
      fleet.workloads.budget("impossible", "db", 2);
      fleet.startController();

      fleet.apply(
          "blocked",
          """
          kernelImage: test
          drain: {timeout: PT15S}
          """);
      KernelRollout waiting =
          fleet.await(
              "blocked",
              "waits for the budget",
              status ->
                  status.reasons() != null
                      && status.reasons().stream()
                          .anyMatch(reason -> reason.reason().contains("/impossible")));
      assertThat(waiting.getStatus().reasons().get(0).state()).isEqualTo("DRAINING");
      assertThat(waiting.getStatus().reasons().get(0).node()).isEqualTo("node-01");

      KernelRollout failed =
          fleet.await("blocked", "has failed", status -> NodeFleet.is(status, "Failed"));
      assertThat(failed.getStatus().state()).isEqualTo("STOPPED");
      assertThat(failed.getStatus().reasons())
          .anySatisfy(
              reason ->
                  assertThat(reason.reason())
                      .contains("did not end in PT15S")
                      .contains("/impossible"));
      assertThat(fleet.workloads.pods("db")).hasSize(2);
      assertThat(fleet.agents).allSatisfy(agent -> assertThat(agent.executions()).isZero());
      awaitNoCordon(fleet);
    }
  }

  @Test
  void leavesPodsWhereTheyAreWithoutADrain() {
    try (NodeFleet fleet = new NodeFleet(2)) {
      fleet.workloads.deploy("web", 4);
      Set<String> web = uids(fleet.workloads.pods("web"));
      fleet.startController();

      fleet.apply(
          "quick",
          """
          kernelImage: test
          drain: {mode: none}
          """);
      fleet.await("quick", "is complete", KernelRolloutKubeIT::isComplete);

      assertThat(uids(fleet.workloads.pods("web"))).isEqualTo(web);
      awaitNoCordon(fleet);
    }
  }

  @Test
  void goesOnWhereAKilledControllerLeftADrain() {
    try (NodeFleet fleet = new NodeFleet(2)) {
      fleet.workloads.deploy("slow", 2);
      fleet.kubelet.holdUp("slow");
      NodeFleet.Running first = fleet.startController();
      fleet.apply("resumed", "kernelImage: test");
      fleet.await(
          "resumed",
          "drains",
          status -> status.counts() != null && status.counts().containsKey("DRAINING"));
      Awaitility.await("a pod goes")
          .atMost(PATIENCE)
          .until(() -> !fleet.workloads.goingPods("slow").isEmpty());
      String node = fleet.workloads.goingPods("slow").get(0).getSpec().getNodeName();
      Map<String, String> cordon = fleet.node(node).getMetadata().getAnnotations();
      String killed = fleet.leader().orElseThrow();

      first.kill();
      fleet.startController();
      Awaitility.await("another leads")
          .atMost(PATIENCE)
          .until(() -> fleet.leader().filter(leader -> !leader.equals(killed)).isPresent());
      assertThat(fleet.node(node).getMetadata().getAnnotations()).isEqualTo(cordon);
      fleet.kubelet.letEnd("slow");

      fleet.await("resumed", "is complete", KernelRolloutKubeIT::isComplete);
      assertThat(fleet.agents).allSatisfy(agent -> assertThat(agent.executions()).isOne());
      awaitNoCordon(fleet);
    }
  }

  @Test
  void goesOnAfterTheApiServerWasAway() {
    try (NodeFleet fleet = new NodeFleet(4)) {
      fleet.workloads.deploy("web", 4);
      fleet.startController();
      fleet.apply(
          "disconnected",
          """
          kernelImage: test
          waves: [1, "100%"]
          """);
      fleet.await(
          "disconnected",
          "has a first success",
          status -> status.succeeded() != null && status.succeeded() >= 1);

      fleet.cluster.stopApiServer();
      fleet.cluster.startApiServerAgain();

      fleet.await("disconnected", "is complete", KernelRolloutKubeIT::isComplete);
      assertThat(fleet.agents).allSatisfy(agent -> assertThat(agent.executions()).isOne());
      awaitNoCordon(fleet);
    }
  }

  @Test
  void waitsUntilTheNodeConfirmsTheBoot() {
    try (NodeFleet fleet = new NodeFleet(1)) {
      fleet.agents.get(0).kubeletIsSlow();
      fleet.startController();
      fleet.apply("witnessed", "kernelImage: test");

      KernelRollout waiting =
          fleet.await(
              "witnessed",
              "waits for the node",
              status ->
                  status.reasons() != null
                      && status.reasons().stream()
                          .anyMatch(reason -> reason.reason().contains("to say bootID")));
      assertThat(waiting.getStatus().counts()).isEqualTo(Map.of("PROVING", 1));
      assertThat(NodeCordons.cordonOf(fleet.node("node-01"))).isEqualTo(Cordon.OURS);

      fleet.agents.get(0).kubeletSpeaks();
      fleet.await("witnessed", "is complete", KernelRolloutKubeIT::isComplete);
      awaitNoCordon(fleet);
    }
  }

  @Test
  void rebootsNodesByFirmwareAndHasTheirNodesConfirmIt() {
    try (NodeFleet fleet = new NodeFleet(2)) {
      String before = fleet.node("node-01").getStatus().getNodeInfo().getKernelVersion();
      fleet.workloads.deploy("web", 2);
      fleet.startController();

      fleet.apply("plain", "methods: [firmware]\nmaxUnavailable: 1");

      KernelRollout done = fleet.await("plain", "is complete", KernelRolloutKubeIT::isComplete);
      assertThat(done.getStatus().release()).isNull();
      assertThat(done.getStatus().succeeded()).isEqualTo(2);
      assertThat(fleet.agents).allSatisfy(agent -> assertThat(agent.executions()).isOne());
      assertThat(fleet.node("node-01").getStatus().getNodeInfo().getKernelVersion())
          .isEqualTo(before);
      awaitNoCordon(fleet);
    }
  }

  @Test
  void abortsCleanlyWhenItIsDeleted() {
    try (NodeFleet fleet = new NodeFleet(2)) {
      fleet.workloads.deploy("db", 2);
      fleet.workloads.budget("impossible", "db", 2);
      fleet.startController();
      fleet.apply("deleted", "kernelImage: test");
      fleet.await(
          "deleted",
          "drains",
          status -> status.counts() != null && status.counts().containsKey("DRAINING"));

      fleet.delete("deleted");

      Awaitility.await("it is gone").atMost(PATIENCE).until(() -> fleet.get("deleted").isEmpty());
      assertThat(fleet.service.rollouts.list())
          .singleElement()
          .satisfies(
              overview -> assertThat(overview.rollout().state().name()).isEqualTo("ABORTED"));
      assertThat(fleet.agents).allSatisfy(agent -> assertThat(agent.executions()).isZero());
      awaitNoCordon(fleet);
    }
  }

  @Test
  void beginsANewRolloutWhenTheSpecChanges() {
    try (NodeFleet fleet = new NodeFleet(2)) {
      fleet.workloads.deploy("db", 2);
      fleet.workloads.budget("impossible", "db", 2);
      fleet.startController();
      fleet.apply("changed", "kernelImage: test");
      String first =
          fleet
              .await(
                  "changed",
                  "drains",
                  status -> status.counts() != null && status.counts().containsKey("DRAINING"))
              .getStatus()
              .rollout();

      fleet.apply(
          "changed",
          """
          kernelImage: test
          drain: {mode: none}
          """);

      KernelRollout done = fleet.await("changed", "is complete", KernelRolloutKubeIT::isComplete);
      assertThat(done.getStatus().observedGeneration()).isEqualTo(2);
      assertThat(done.getStatus().rollout()).isNotEqualTo(first);
      assertThat(fleet.service.rollouts.list())
          .extracting(overview -> overview.rollout().state().name())
          .containsExactlyInAnyOrder("COMPLETED", "ABORTED");
      assertThat(fleet.agents).allSatisfy(agent -> assertThat(agent.executions()).isOne());
    }
  }

  @Test
  void saysWhatItDoesNotAccept() {
    try (NodeFleet fleet = new NodeFleet(1)) {
      fleet.startController();
      fleet.apply("unknown-image", "kernelImage: no-such-image");
      fleet.apply(
          "no-nodes",
          """
          kernelImage: test
          selector: {matchLabels: {pool: nothing}}
          """);
      fleet.apply(
          "cel",
          """
          kernelImage: test
          waves: ["100%", 1]
          """);

      assertRefused(
          fleet,
          "unknown-image",
          "InvalidSpec",
          "spec.kernelImage: no kernel image has the id or name \"no-such-image\"");
      assertRefused(fleet, "no-nodes", "NoHostsMatch", "no host is chosen by the selector");
      assertRefused(
          fleet,
          "cel",
          "InvalidSpec",
          "spec.waves[0]: found \"100%\" before another wave, wanted it last: it is all the rest");
    }
  }

  @Test
  void takesBackCordonsThatNothingAsksForAndLeavesThoseOfOthers() {
    try (NodeFleet fleet = new NodeFleet(2)) {
      new NodeCordons(fleet.admin).cordon("node-01", "of-a-reboot-that-is-forgotten");
      cordonAsAdmin(fleet, "node-02");

      fleet.startController();

      awaitOnlyAdminsCordon(fleet, "node-02");
    }
  }

  private static void assertRefused(NodeFleet fleet, String name, String reason, String message) {
    KernelRollout refused =
        fleet.await(
            name, "is refused", status -> NodeFleet.condition(status, "Accepted").isPresent());
    assertThat(NodeFleet.condition(refused.getStatus(), "Accepted"))
        .hasValueSatisfying(
            condition -> {
              assertThat(condition.getStatus()).isEqualTo("False");
              assertThat(condition.getReason()).isEqualTo(reason);
              assertThat(condition.getMessage()).isEqualTo(message);
            });
  }

  private static void awaitLabel(NodeFleet fleet, String key, String value) {
    Awaitility.await(key)
        .atMost(PATIENCE)
        .until(
            () ->
                value.equals(
                    fleet
                        .service
                        .hosts
                        .get(fleet.agents.get(0).host())
                        .labels()
                        .values()
                        .get(key)));
  }

  private static void awaitNoCordon(NodeFleet fleet) {
    Awaitility.await("no node is cordoned")
        .atMost(PATIENCE)
        .until(
            () ->
                fleet.nodes().stream().allMatch(node -> NodeCordons.cordonOf(node) == Cordon.NONE));
  }

  private static void awaitOnlyAdminsCordon(NodeFleet fleet, String cordoned) {
    Awaitility.await("only %s is cordoned".formatted(cordoned))
        .atMost(PATIENCE)
        .until(
            () ->
                fleet.nodes().stream()
                    .allMatch(
                        node ->
                            NodeCordons.cordonOf(node)
                                == (node.getMetadata().getName().equals(cordoned)
                                    ? Cordon.NOT_OURS
                                    : Cordon.NONE)));
  }

  private static void cordonAsAdmin(NodeFleet fleet, String node) {
    fleet
        .admin
        .nodes()
        .withName(node)
        .edit(now -> now.edit().editSpec().withUnschedulable(true).endSpec().build());
  }

  private static Set<String> uids(List<Pod> pods) {
    return pods.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
  }

  private static boolean isComplete(KernelRolloutStatus status) {
    return NodeFleet.is(status, "Complete");
  }

  /** Looks at the cluster all the time and keeps the worst that it saw. */
  private static final class Watch {

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
    private volatile int mostCordonedByUs;
    private volatile int leastWebReady = Integer.MAX_VALUE;

    Watch(NodeFleet fleet) {
      executor.scheduleWithFixedDelay(() -> look(fleet), 0, 300, TimeUnit.MILLISECONDS);
    }

    void stop() throws InterruptedException {
      executor.shutdown();
      assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
      assertThat(errors).isEmpty();
    }

    private void look(NodeFleet fleet) {
      try {
        List<Node> nodes = fleet.nodes();
        int ours =
            (int) nodes.stream().filter(node -> NodeCordons.cordonOf(node) == Cordon.OURS).count();
        int ready =
            (int)
                fleet.workloads.pods("web").stream()
                    .filter(pod -> "Running".equals(pod.getStatus().getPhase()))
                    .count();
        mostCordonedByUs = Math.max(mostCordonedByUs, ours);
        leastWebReady = Math.min(leastWebReady, ready);
      } catch (RuntimeException e) {
        errors.add(e);
      }
    }
  }
}
