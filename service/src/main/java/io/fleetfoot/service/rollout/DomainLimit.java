package io.fleetfoot.service.rollout;

import io.fleetfoot.service.fleet.HostAmount;
import org.jspecify.annotations.Nullable;

/**
 * How much of the hosts that share a label's value, such as a rack's, may be down at a time, for
 * whatever reason each is down.
 *
 * @param topologyKey the label whose values are the domains; hosts without it are a domain of their
 *     own together
 * @param maxUnavailable how many hosts of each domain may be down, a percentage of that domain's
 *     hosts rounded down but at least 1; no such limit when absent
 * @param maxDomains in how many domains hosts may be down at a time, however many in each, a
 *     percentage of the domains rounded down but at least 1; no such limit when absent
 */
public record DomainLimit(
    String topologyKey, @Nullable HostAmount maxUnavailable, @Nullable HostAmount maxDomains) {

  public DomainLimit {
    if (topologyKey.isBlank()) {
      throw new IllegalArgumentException("the topologyKey of a failure domain must not be blank");
    }
    if (maxUnavailable == null && maxDomains == null) {
      throw new IllegalArgumentException(
          "the failure domain \"%s\" limits nothing: it needs maxUnavailable or maxDomains"
              .formatted(topologyKey));
    }
  }
}
