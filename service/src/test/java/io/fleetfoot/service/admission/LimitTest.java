package io.fleetfoot.service.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.fleet.FactLabels;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fleetfoot.io/hostname=host-1",
        "role=web,fleetfoot.io/architecture",
        "!fleetfoot.io/quick-region"
      })
  void asksForFactsWhereItsSelectorDoes(String selector) {
    assertThat(hosts(HostSelector.parse(selector)).asksForFacts()).isTrue();
  }

  @Test
  void asksForFactsWhereTheyAreItsDomains() {
    assertThat(domains(FactLabels.KERNEL_RELEASE).asksForFacts()).isTrue();
  }

  @Test
  void asksForNoFactsOfLabels() {
    assertThat(hosts(HostSelector.parse("role in (web,db),!rack")).asksForFacts()).isFalse();
    assertThat(domains("rack").asksForFacts()).isFalse();
  }

  private static Limit hosts(HostSelector selector) {
    return limit(Limit.Unit.HOSTS, new Population(selector, null), null);
  }

  private static Limit domains(String topologyKey) {
    return limit(Limit.Unit.DOMAINS, Population.everyHost(), topologyKey);
  }

  private static Limit limit(Limit.Unit unit, Population population, String topologyKey) {
    return new Limit(
        Constraint.FAILURE_DOMAIN, null, unit, population, topologyKey, HostAmount.hosts(1));
  }
}
