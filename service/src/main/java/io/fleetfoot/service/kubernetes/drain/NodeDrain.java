package io.fleetfoot.service.kubernetes.drain;

import static java.util.stream.Collectors.joining;

import io.fabric8.kubernetes.api.model.Pod;
import io.fleetfoot.service.kubernetes.drain.EvictionAnswer.Accepted;
import io.fleetfoot.service.kubernetes.drain.EvictionAnswer.BudgetSpent;
import io.fleetfoot.service.kubernetes.drain.EvictionAnswer.Gone;
import io.fleetfoot.service.kubernetes.drain.EvictionAnswer.NotYet;
import io.fleetfoot.service.kubernetes.drain.EvictionAnswer.Refused;
import io.fleetfoot.service.kubernetes.drain.EvictionAnswer.Throttled;
import io.fleetfoot.service.reboot.DrainPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One drain of one node, in steps that never wait: what was evicted is read from the cluster each
 * time, so a drain goes on where another process left it.
 */
public final class NodeDrain {

  private static final int NAMED_AT_MOST = 3;

  private final String node;
  private final DrainPolicy policy;
  private final Instant since;
  private final NodePods pods;
  private final Map<String, Held> held = new HashMap<>();
  private String lastWait = "something that was not seen";

  /** Begins, or goes on with, the drain that began at the instant given. */
  public NodeDrain(String node, DrainPolicy policy, Instant since, NodePods pods) {
    this.node = node;
    this.policy = policy;
    this.since = since;
    this.pods = pods;
  }

  /** What holds a pod, and until when it need not be asked again. */
  private record Held(Instant until, String reason, boolean budget) {}

  /** Evicts what may go now and says how far the drain is. */
  public DrainStep step(Instant now) {
    DrainPlan plan =
        DrainPlanner.plan(pods.on(node, policy.podSelector()), policy, pods::exists, now);
    if (!plan.obstacles().isEmpty()) {
      return new DrainStep.Failed(
          "drain of %s would lose pods, so none was evicted: %s"
              .formatted(node, firstFew(plan.obstacles())));
    }
    if (plan.evict().isEmpty()) {
      return new DrainStep.Drained();
    }
    held.keySet().retainAll(uids(plan.evict()));
    if (Duration.between(since, now).compareTo(policy.timeout()) > 0) {
      return timedOut(plan.evict());
    }
    return evict(plan.evict(), now);
  }

  private DrainStep evict(List<Pod> leaving, Instant now) {
    for (Pod pod : leaving) {
      if (isGoing(pod) || isHeld(pod, now)) {
        continue;
      }
      Refused refused = ask(pod, now);
      if (refused != null) {
        return new DrainStep.Failed(
            "eviction of %s was answered %d: %s"
                .formatted(DrainPlanner.name(pod), refused.code(), refused.reason()));
      }
    }
    lastWait = wait(leaving);
    return new DrainStep.Waiting(leaving.size(), "waits for " + lastWait);
  }

  private boolean isHeld(Pod pod, Instant now) {
    Held why = held.get(pod.getMetadata().getUid());
    return why != null && now.isBefore(why.until());
  }

  private @Nullable Refused ask(Pod pod, Instant now) {
    EvictionAnswer answer = pods.evict(pod, policy.gracePeriodSeconds());
    String uid = pod.getMetadata().getUid();
    if (answer instanceof Refused refused) {
      return refused;
    } else if (answer instanceof Accepted || answer instanceof Gone) {
      held.remove(uid);
    } else if (answer instanceof BudgetSpent spent) {
      String budget = pod.getMetadata().getNamespace() + "/" + spent.budget();
      held.put(
          uid,
          new Held(
              now.plus(spent.retryAfter()),
              "PodDisruptionBudget %s %s".formatted(budget, spent.detail()),
              true));
    } else if (answer instanceof Throttled throttled) {
      held.put(
          uid, new Held(now.plus(throttled.retryAfter()), "the API server is throttling", false));
    } else if (answer instanceof NotYet notYet) {
      held.put(uid, new Held(now.plus(EvictionAnswer.DEFAULT_RETRY), notYet.reason(), false));
    }
    return null;
  }

  private String wait(List<Pod> leaving) {
    Set<String> budgets = new TreeSet<>();
    Set<String> others = new TreeSet<>();
    List<String> going = new ArrayList<>();
    for (Pod pod : leaving) {
      Held why = held.get(pod.getMetadata().getUid());
      if (why == null) {
        going.add(DrainPlanner.name(pod));
      } else {
        (why.budget() ? budgets : others)
            .add(why.budget() ? why.reason() : DrainPlanner.name(pod) + ": " + why.reason());
      }
    }
    List<String> reasons = new ArrayList<>(budgets);
    reasons.addAll(others);
    return reasons.isEmpty() ? "the end of " + firstFew(going) : firstFew(reasons);
  }

  private DrainStep timedOut(List<Pod> leaving) {
    return new DrainStep.Failed(
        "drain of %s did not end in %s; left are %s; it last waited for %s"
            .formatted(
                node,
                policy.timeout(),
                firstFew(leaving.stream().map(DrainPlanner::name).toList()),
                lastWait));
  }

  private static boolean isGoing(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  private static Set<String> uids(List<Pod> pods) {
    return pods.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
  }

  private static String firstFew(List<?> all) {
    String few = all.stream().limit(NAMED_AT_MOST).map(Object::toString).collect(joining(", "));
    return all.size() > NAMED_AT_MOST
        ? few + " and %d more".formatted(all.size() - NAMED_AT_MOST)
        : few;
  }
}
