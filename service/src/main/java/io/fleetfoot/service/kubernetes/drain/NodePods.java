package io.fleetfoot.service.kubernetes.drain;

import io.fabric8.kubernetes.api.model.Pod;
import io.fleetfoot.service.kubernetes.drain.DrainPlanner.DaemonSetName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a drain needs of a cluster. */
public interface NodePods {

  /** Returns the pods of a node, those that the selector chooses if there is one. */
  List<Pod> on(String node, @Nullable String podSelector);

  /** Says whether there is a DaemonSet of this name. */
  boolean exists(DaemonSetName daemonSet);

  /** Asks for the pod's eviction; it never deletes, so that every disruption budget is heard. */
  EvictionAnswer evict(Pod pod, @Nullable Integer gracePeriodSeconds);
}
