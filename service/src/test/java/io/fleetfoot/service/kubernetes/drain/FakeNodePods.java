package io.fleetfoot.service.kubernetes.drain;

import io.fabric8.kubernetes.api.model.Pod;
import io.fleetfoot.service.kubernetes.drain.DrainPlanner.DaemonSetName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pods of one node, and what is answered when their eviction is asked for. */
final class FakeNodePods implements NodePods {

  private final List<Pod> pods = new ArrayList<>();
  private final Map<String, EvictionAnswer> answers = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  FakeNodePods(Pod... pods) {
    this.pods.addAll(List.of(pods));
  }

  void answer(Pod pod, EvictionAnswer answer) {
    answers.put(DrainPlanner.name(pod), answer);
  }

  void end(Pod pod) {
    pods.removeIf(one -> DrainPlanner.name(one).equals(DrainPlanner.name(pod)));
  }

  /** Returns whose eviction was asked for since the last call. */
  List<String> asked() {
    List<String> since = List.copyOf(asked);
    asked.clear();
    return since;
  }

  @Override
  public List<Pod> on(String node, @Nullable String podSelector) {
    return List.copyOf(pods);
  }

  @Override
  public boolean exists(DaemonSetName daemonSet) {
    return true;
  }

  @Override
  public EvictionAnswer evict(Pod pod, @Nullable Integer gracePeriodSeconds) {
    asked.add(DrainPlanner.name(pod));
    return answers.getOrDefault(DrainPlanner.name(pod), new EvictionAnswer.Accepted());
  }
}
