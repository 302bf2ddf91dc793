package io.fleetfoot.service.kubernetes.drain;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fleetfoot.service.kubernetes.drain.DrainPlan.Judged;
import io.fleetfoot.service.reboot.DrainPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides which pods of a node have to go, by the rules of {@code kubectl drain} in its order
 * (kubernetes pkg/drain/filters.go): deletion long ago, DaemonSet, mirror, emptyDir, unmanaged.
 */
public final class DrainPlanner {

  private static final String MIRROR = "kubernetes.io/config.mirror";
  private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

  private final DrainPolicy policy;
  private final Predicate<DaemonSetName> daemonSetExists;
  private final Instant now;

  private DrainPlanner(DrainPolicy policy, Predicate<DaemonSetName> daemonSetExists, Instant now) {
    this.policy = policy;
    this.daemonSetExists = daemonSetExists;
    this.now = now;
  }

  /** Names a DaemonSet. */
  public record DaemonSetName(String namespace, String name) {}

  /** Returns the plan for the pods of one node. */
  public static DrainPlan plan(
      List<Pod> pods, DrainPolicy policy, Predicate<DaemonSetName> daemonSetExists, Instant now) {
    return new DrainPlanner(policy, daemonSetExists, now).plan(pods);
  }

  private enum Kind {
    GOES,
    STAYS,
    OBSTRUCTS
  }

  private record Verdict(Kind kind, String reason) {
    static final Verdict GOES = new Verdict(Kind.GOES, "");
  }

  private DrainPlan plan(List<Pod> pods) {
    List<Pod> evict = new ArrayList<>();
    List<Judged> stay = new ArrayList<>();
    List<Judged> obstacles = new ArrayList<>();
    for (Pod pod : pods) {
      Verdict verdict = judge(pod);
      switch (verdict.kind()) {
        case GOES -> evict.add(pod);
        case STAYS -> stay.add(new Judged(name(pod), verdict.reason()));
        case OBSTRUCTS -> obstacles.add(new Judged(name(pod), verdict.reason()));
      }
    }
    return new DrainPlan(evict, stay, obstacles);
  }

  private Verdict judge(Pod pod) {
    return deletedLongAgo(pod)
        .or(() -> ofDaemonSet(pod))
        .or(() -> mirror(pod))
        .or(() -> withLocalStorage(pod))
        .or(() -> unmanaged(pod))
        .orElse(Verdict.GOES);
  }

  private Optional<Verdict> deletedLongAgo(Pod pod) {
    String deletion = pod.getMetadata().getDeletionTimestamp();
    int limit = policy.skipWaitForDeleteTimeoutSeconds();
    return limit > 0
            && deletion != null
            && Duration.between(Instant.parse(deletion), now).toSeconds() > limit
        ? stays("has been going for more than %d s".formatted(limit))
        : Optional.empty();
  }

  private Optional<Verdict> ofDaemonSet(Pod pod) {
    Optional<OwnerReference> daemonSet =
        controller(pod).filter(owner -> owner.getKind().equals("DaemonSet"));
    if (daemonSet.isEmpty() || isFinished(pod)) {
      return Optional.empty();
    }
    String name = daemonSet.get().getName();
    if (!daemonSetExists.test(new DaemonSetName(pod.getMetadata().getNamespace(), name))) {
      return policy.force()
          ? Optional.empty()
          : obstructs("is of DaemonSet %s, which is gone; force would evict it".formatted(name));
    }
    return policy.ignoreDaemonSets()
        ? stays("is of DaemonSet " + name)
        : obstructs("is of DaemonSet %s; ignoreDaemonSets would leave it".formatted(name));
  }

  private static Optional<Verdict> mirror(Pod pod) {
    return annotations(pod).containsKey(MIRROR)
        ? stays("is a mirror of a static pod")
        : Optional.empty();
  }

  private Optional<Verdict> withLocalStorage(Pod pod) {
    return !policy.deleteEmptyDirData() && !isFinished(pod) && hasEmptyDir(pod)
        ? obstructs("keeps data in an emptyDir; deleteEmptyDirData would evict it")
        : Optional.empty();
  }

  private Optional<Verdict> unmanaged(Pod pod) {
    return !policy.force() && !isFinished(pod) && controller(pod).isEmpty()
        ? obstructs("has no controller that would make it again; force would evict it")
        : Optional.empty();
  }

  private static Optional<Verdict> stays(String reason) {
    return Optional.of(new Verdict(Kind.STAYS, reason));
  }

  private static Optional<Verdict> obstructs(String reason) {
    return Optional.of(new Verdict(Kind.OBSTRUCTS, reason));
  }

  private static Optional<OwnerReference> controller(Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .findFirst();
  }

  private static boolean isFinished(Pod pod) {
    return pod.getStatus() != null
        && FINISHED.contains(requireNonNullElse(pod.getStatus().getPhase(), ""));
  }

  private static boolean hasEmptyDir(Pod pod) {
    return pod.getSpec().getVolumes().stream().map(Volume::getEmptyDir).anyMatch(Objects::nonNull);
  }

  private static Map<String, String> annotations(Pod pod) {
    return requireNonNullElse(pod.getMetadata().getAnnotations(), Map.of());
  }

  static String name(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }
}
