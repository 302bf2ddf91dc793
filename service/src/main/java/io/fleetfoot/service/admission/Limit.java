package io.fleetfoot.service.admission;

import io.fleetfoot.service.fleet.FactLabels;
import io.fleetfoot.service.fleet.HostAmount;
import org.jspecify.annotations.Nullable;

/**
 * How much may be down at a time. It binds every host of its population, whichever rollout takes
 * the host down.
 *
 * @param constraint by what name it says no
 * @param source whose limit it is, for people; the rollout's own when absent
 * @param topologyKey the label whose values are the domains; only where domains are counted
 * @param amount the limit, a percentage of all that could be counted rounded down, at least 1
 */
public record Limit(
    Constraint constraint,
    @Nullable String source,
    Unit unit,
    Population population,
    @Nullable String topologyKey,
    HostAmount amount) {

  /** What a limit counts. */
  public enum Unit {
    /** Hosts of the population that are down or on their way. */
    HOSTS,
    /** Hosts of the population that are on their way. */
    HOSTS_ON_THEIR_WAY,
    /** Hosts of each domain, of the population or not, that are down or on their way. */
    HOSTS_OF_DOMAIN,
    /** Domains of which at least one host, of the population or not, is down or on its way. */
    DOMAINS;

    /** Says whether hosts are told apart by their domain. */
    public boolean isByDomain() {
      return this == HOSTS_OF_DOMAIN || this == DOMAINS;
    }
  }

  public Limit {
    if (unit.isByDomain() == (topologyKey == null)) {
      throw new IllegalArgumentException(
          "a limit on %s with topologyKey %s: wanted one exactly where domains are counted"
              .formatted(unit, topologyKey));
    }
  }

  /** Returns the limit where so many could be counted. */
  public int most(int total) {
    return Math.max(1, amount.roundedDownOf(total));
  }

  /** Returns this limit as that of somebody else. */
  public Limit of(String whose) {
    return new Limit(constraint, whose, unit, population, topologyKey, amount);
  }

  /**
   * Says whether facts of the hosts decide whom the limit is about, or in which domain they are.
   */
  public boolean asksForFacts() {
    return population.selector().asksForFacts()
        || (topologyKey != null && FactLabels.KEYS.contains(topologyKey));
  }

  /** Returns the host's domain; hosts without the label are one domain, which has no name. */
  public @Nullable String domainOf(FleetHost host) {
    return topologyKey == null ? null : host.labels().values().get(topologyKey);
  }
}
