package io.fleetfoot.service.rollout.uptime;

import io.fleetfoot.service.fleet.HostSelector;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an operator asks of the uptime of hosts, for good.
 *
 * @param name names it, and each rollout that it starts
 * @param selector which hosts it is about
 * @param rollout the rollouts that it starts, in the words of their spec and as they were written;
 *     without name, selector and deadline, which each has of the policy
 */
public record UptimePolicy(
    String name, HostSelector selector, UptimeTerms terms, Map<String, Object> rollout) {

  public UptimePolicy {
    rollout = Collections.unmodifiableMap(new LinkedHashMap<>(rollout));
    if (name.isBlank()) {
      throw new IllegalArgumentException("the name of an uptime policy must not be blank");
    }
  }
}
