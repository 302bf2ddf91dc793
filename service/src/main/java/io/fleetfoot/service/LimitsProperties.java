package io.fleetfoot.service;

import io.fleetfoot.service.admission.Limit;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.rollout.DomainLimit;
import io.fleetfoot.service.rollout.RolloutLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits on the whole fleet, which hold over all rollouts together, under the prefix {@code
 * fleetfoot.limits}. An amount is a number of hosts or a percentage such as {@code 5%}.
 *
 * @param maxUnavailable How many hosts of the fleet may be down at a time, for whatever reason each
 *     is down. No such limit when absent.
 * @param maxParallel How many hosts of the fleet may be on their way at a time. No such limit when
 *     absent.
 * @param failureDomains How much of the hosts that share a label's value may be down at a time.
 */
@ConfigurationProperties("fleetfoot.limits")
public record LimitsProperties(
    @Nullable String maxUnavailable,
    @Nullable String maxParallel,
    @DefaultValue List<Domain> failureDomains) {

  /** Limits that are wrong are found at the start, not at the first admission. */
  public LimitsProperties {
    failureDomains = List.copyOf(failureDomains);
    limits(maxUnavailable, maxParallel, failureDomains);
  }

  /**
   * How much of the hosts that share a label's value may be down at a time.
   *
   * @param topologyKey The label whose values are the domains.
   * @param maxUnavailable How many hosts of each domain may be down.
   * @param maxDomains In how many domains hosts may be down.
   */
  public record Domain(
      String topologyKey, @Nullable String maxUnavailable, @Nullable String maxDomains) {

    DomainLimit toLimit() {
      return new DomainLimit(topologyKey, amount(maxUnavailable), amount(maxDomains));
    }
  }

  /** Returns the limits. */
  public List<Limit> toLimits() {
    return limits(maxUnavailable, maxParallel, failureDomains);
  }

  private static List<Limit> limits(
      @Nullable String maxUnavailable, @Nullable String maxParallel, List<Domain> domains) {
    return RolloutLimits.ofFleet(
        amount(maxUnavailable),
        amount(maxParallel),
        domains.stream().map(Domain::toLimit).toList(),
        "fleetfoot.limits");
  }

  private static @Nullable HostAmount amount(@Nullable String text) {
    return text == null ? null : HostAmount.parse(text);
  }
}
