package io.fleetfoot.service.rollout.spec;

import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.rollout.DomainLimit;
import java.util.List;

/** How much of a failure domain may be down. */
final class DomainFields {

  static final Field<DomainLimit, String> TOPOLOGY_KEY =
      Field.of("topologyKey", TextTypes.key(), DomainLimit::topologyKey)
          .needed()
          .says("The label whose values are the domains; hosts without it are one domain together.")
          .like("rack");

  private static final Field<DomainLimit, HostAmount> MAX_UNAVAILABLE =
      Field.of("maxUnavailable", FieldTypes.amount(), DomainLimit::maxUnavailable)
          .says(
              "How many hosts of each domain may be down at a time, for any reason; a percentage is of the domain's hosts, rounded down but at least 1. No such limit when absent.")
          .like("10%");

  private static final Field<DomainLimit, HostAmount> MAX_DOMAINS =
      Field.of("maxDomains", FieldTypes.amount(), DomainLimit::maxDomains)
          .says(
              "In how many domains hosts may be down at a time, however many in each; a percentage is of the domains, rounded down but at least 1. No such limit when absent.")
          .like(1);

  static final ObjectType<DomainLimit> OBJECT =
      new ObjectType<>(
          "RolloutFailureDomain",
          List.of(TOPOLOGY_KEY, MAX_UNAVAILABLE, MAX_DOMAINS),
          List.of(DomainFields::requireLimit),
          parsed ->
              new DomainLimit(
                  parsed.get(TOPOLOGY_KEY),
                  parsed.orNull(MAX_UNAVAILABLE),
                  parsed.orNull(MAX_DOMAINS)));

  private DomainFields() {}

  private static void requireLimit(Parsed parsed) {
    if (!parsed.has(MAX_UNAVAILABLE) && !parsed.has(MAX_DOMAINS)) {
      parsed.fault("limits nothing, wanted maxUnavailable or maxDomains");
    }
  }
}
