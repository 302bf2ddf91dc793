package io.fleetfoot.service.kubernetes.drain;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/**
 * Which pods of a node have to go, which stay, and which stop the drain.
 *
 * @param evict the pods that have to go, those that are already going among them
 * @param stay the pods that are left where they are
 * @param obstacles the pods that may neither go nor stay; while there is one, nothing is evicted
 */
public record DrainPlan(List<Pod> evict, List<Judged> stay, List<Judged> obstacles) {

  public DrainPlan {
    evict = List.copyOf(evict);
    stay = List.copyOf(stay);
    obstacles = List.copyOf(obstacles);
  }

  /** A pod by its namespace and name, and why it was judged so. */
  public record Judged(String pod, String reason) {
    @Override
    public String toString() {
      return pod + " " + reason;
    }
  }
}
