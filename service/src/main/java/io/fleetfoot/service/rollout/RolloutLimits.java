package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.admission.Limit;
import io.fleetfoot.service.admission.Limit.Unit;
import io.fleetfoot.service.admission.Population;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.reboot.RolloutId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the limits out of what an operator asked for. */
public final class RolloutLimits {

  private RolloutLimits() {}

  /** Returns the limits of a rollout, which bind the hosts that its selector chooses. */
  public static List<Limit> of(RolloutId id, RolloutSpec spec) {
    return of(spec, new Population(spec.selector(), id.value()));
  }

  /** Returns the limits that a rollout of this spec would have. */
  public static List<Limit> of(RolloutSpec spec) {
    return of(spec, new Population(spec.selector(), null));
  }

  /** Returns the limits of a rollout as they bind the hosts that other rollouts take down. */
  public static List<Limit> ofOther(RolloutId id, RolloutSpec spec) {
    String whose = new OtherRollout(id, spec.name()).toString();
    return of(id, spec).stream().map(limit -> limit.of(whose)).toList();
  }

  /**
   * Returns limits of the whole fleet.
   *
   * @param whose who set them, for people
   */
  public static List<Limit> ofFleet(
      @Nullable HostAmount maxUnavailable,
      @Nullable HostAmount maxParallel,
      List<DomainLimit> failureDomains,
      String whose) {
    Population everyHost = new Population(HostSelector.everyHost(), null);
    List<Limit> limits = new ArrayList<>();
    if (maxUnavailable != null) {
      limits.add(limit(Constraint.FLEET_LIMIT, Unit.HOSTS, everyHost, null, maxUnavailable));
    }
    failureDomains.forEach(domain -> addDomain(domain, Constraint.FLEET_LIMIT, everyHost, limits));
    if (maxParallel != null) {
      limits.add(
          limit(Constraint.FLEET_LIMIT, Unit.HOSTS_ON_THEIR_WAY, everyHost, null, maxParallel));
    }
    return limits.stream().map(limit -> limit.of(whose)).toList();
  }

  private static List<Limit> of(RolloutSpec spec, Population population) {
    List<Limit> limits = new ArrayList<>();
    limits.add(
        limit(
            Constraint.MAX_UNAVAILABLE,
            Unit.HOSTS,
            population,
            null,
            spec.disruptionBudget().maxUnavailable()));
    spec.policy()
        .failureDomains()
        .forEach(domain -> addDomain(domain, Constraint.FAILURE_DOMAIN, population, limits));
    HostAmount maxParallel = spec.policy().maxParallel();
    if (maxParallel != null) {
      limits.add(
          limit(Constraint.MAX_PARALLEL, Unit.HOSTS_ON_THEIR_WAY, population, null, maxParallel));
    }
    return limits;
  }

  private static void addDomain(
      DomainLimit domain, Constraint constraint, Population population, List<Limit> limits) {
    String key = domain.topologyKey();
    HostAmount hosts = domain.maxUnavailable();
    if (hosts != null) {
      limits.add(limit(constraint, Unit.HOSTS_OF_DOMAIN, population, key, hosts));
    }
    HostAmount domains = domain.maxDomains();
    if (domains != null) {
      limits.add(limit(constraint, Unit.DOMAINS, population, key, domains));
    }
  }

  private static Limit limit(
      Constraint constraint,
      Unit unit,
      Population population,
      @Nullable String topologyKey,
      HostAmount amount) {
    return new Limit(constraint, null, unit, population, topologyKey, amount);
  }
}
