package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.rollout.RolloutPolicy;
import java.util.List;

/** Says which of the addresses and secrets that a rollout names the configuration does not know. */
@FunctionalInterface
public interface OutboundRules {

  /** Returns the faults of the policy in its order; none if the service can call all it names. */
  List<Fault> faults(RolloutPolicy policy);

  /**
   * One thing that the configuration does not know.
   *
   * @param path where it is in the spec, such as {@code $.hooks[0].url}
   * @param detail what it is, and how it can be allowed
   */
  record Fault(String path, String detail) {}
}
