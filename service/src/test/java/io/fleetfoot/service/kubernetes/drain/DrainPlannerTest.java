package io.fleetfoot.service.kubernetes.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fleetfoot.service.kubernetes.drain.DrainPlan.Judged;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.reboot.DrainPolicy.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DrainPlannerTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final DrainPolicy STRICT = policy(false, false, false, 0);
  private static final DrainPolicy IGNORE_DAEMON_SETS = policy(true, false, false, 0);
  private static final DrainPolicy DELETE_EMPTY_DIR = policy(true, true, false, 0);
  private static final DrainPolicy FORCE = policy(true, false, true, 0);
  private static final DrainPolicy SKIP_AFTER_30_S = policy(true, false, false, 30);

  private static final Pod REPLICATED = Pods.replicated("web-1");
  private static final Pod UNMANAGED = Pods.unmanaged("debug");
  private static final Pod OF_DAEMON_SET = Pods.of("DaemonSet", "logs", "logs-x");
  private static final Pod OF_GONE_DAEMON_SET = Pods.of("DaemonSet", "gone", "gone-x");
  private static final Pod LOCAL = Pods.withEmptyDir(REPLICATED);

  static Stream<Arguments> rules() {
    return Stream.of(
        Arguments.of("a replicated pod goes", REPLICATED, STRICT, "goes"),
        Arguments.of("an unmanaged pod obstructs", UNMANAGED, STRICT, "obstructs"),
        Arguments.of("an unmanaged pod goes by force", UNMANAGED, FORCE, "goes"),
        Arguments.of(
            "a finished unmanaged pod goes", Pods.in("Succeeded", UNMANAGED), STRICT, "goes"),
        Arguments.of("a failed unmanaged pod goes", Pods.in("Failed", UNMANAGED), STRICT, "goes"),
        Arguments.of("a DaemonSet's pod obstructs", OF_DAEMON_SET, STRICT, "obstructs"),
        Arguments.of("a DaemonSet's pod is ignored", OF_DAEMON_SET, IGNORE_DAEMON_SETS, "stays"),
        Arguments.of("a DaemonSet's pod stays even by force", OF_DAEMON_SET, FORCE, "stays"),
        Arguments.of(
            "a finished pod of a DaemonSet goes", Pods.in("Failed", OF_DAEMON_SET), STRICT, "goes"),
        Arguments.of(
            "a pod whose DaemonSet is gone obstructs",
            OF_GONE_DAEMON_SET,
            IGNORE_DAEMON_SETS,
            "obstructs"),
        Arguments.of(
            "a pod whose DaemonSet is gone goes by force", OF_GONE_DAEMON_SET, FORCE, "goes"),
        Arguments.of(
            "a mirror pod stays", Pods.mirror(Pods.of("Node", "n", "etcd-n")), STRICT, "stays"),
        Arguments.of("a mirror pod stays even by force", Pods.mirror(UNMANAGED), FORCE, "stays"),
        Arguments.of("an emptyDir obstructs", LOCAL, IGNORE_DAEMON_SETS, "obstructs"),
        Arguments.of("an emptyDir obstructs even by force", LOCAL, FORCE, "obstructs"),
        Arguments.of("an emptyDir may be deleted", LOCAL, DELETE_EMPTY_DIR, "goes"),
        Arguments.of("a finished pod's emptyDir goes", Pods.in("Succeeded", LOCAL), STRICT, "goes"),
        Arguments.of(
            "a going pod is waited for",
            Pods.deleted(REPLICATED, NOW.minusSeconds(31)),
            STRICT,
            "goes"),
        Arguments.of(
            "a pod that has been going for long is skipped",
            Pods.deleted(REPLICATED, NOW.minusSeconds(31)),
            SKIP_AFTER_30_S,
            "stays"),
        Arguments.of(
            "a pod that has been going for as long as allowed is waited for",
            Pods.deleted(REPLICATED, NOW.minusSeconds(30)),
            SKIP_AFTER_30_S,
            "goes"),
        Arguments.of(
            "an unmanaged pod that has been going for long is skipped",
            Pods.deleted(UNMANAGED, NOW.minusSeconds(31)),
            SKIP_AFTER_30_S,
            "stays"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void judgesAPodAsKubectlDrainDoes(String rule, Pod pod, DrainPolicy policy, String verdict) {
    DrainPlan plan = plan(List.of(pod), policy);

    assertThat(plan.evict()).hasSize(verdict.equals("goes") ? 1 : 0);
    assertThat(plan.stay()).hasSize(verdict.equals("stays") ? 1 : 0);
    assertThat(plan.obstacles()).hasSize(verdict.equals("obstructs") ? 1 : 0);
  }

  @Test
  void saysOfAnObstacleWhichOptionWouldRemoveIt() {
    DrainPlan plan = plan(List.of(LOCAL, UNMANAGED, OF_DAEMON_SET), STRICT);

    assertThat(plan.obstacles())
        .extracting(Judged::toString)
        .containsExactly(
            "shop/web-1 keeps data in an emptyDir; deleteEmptyDirData would evict it",
            "shop/debug has no controller that would make it again; force would evict it",
            "shop/logs-x is of DaemonSet logs; ignoreDaemonSets would leave it");
  }

  private static DrainPlan plan(List<Pod> pods, DrainPolicy policy) {
    return DrainPlanner.plan(pods, policy, daemonSet -> daemonSet.name().equals("logs"), NOW);
  }

  private static DrainPolicy policy(
      boolean ignoreDaemonSets, boolean deleteEmptyDirData, boolean force, int skipWait) {
    return new DrainPolicy(
        Mode.FULL,
        ignoreDaemonSets,
        deleteEmptyDirData,
        force,
        null,
        Duration.ofMinutes(5),
        skipWait,
        null);
  }
}
