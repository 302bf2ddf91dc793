package io.fleetfoot.service.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.admission.FleetHost;
import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.admission.Population;
import io.fleetfoot.service.fleet.FactLabels;
import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.LabelRequirement;
import io.fleetfoot.service.fleet.LabelRequirement.Operator;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.scheduler.Listening;
import io.fleetfoot.service.scheduler.RebootTimeouts;
import io.fleetfoot.service.testing.FakeAgent;
import io.fleetfoot.service.testing.FakeAgent.Fate;
import io.fleetfoot.service.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Random selectors over random labels in a real PostgreSQL, against the words of Kubernetes. */
class HostSelectorIT {

  private static final int HOSTS = 8;
  private static final List<String> KEYS = List.of("rack", "tier", "a/b", FactLabels.HOSTNAME);
  private static final List<String> VALUES = List.of("", "r1", "r2", "host-1", "host-2", "é\"%_\\");

  private static Replica service;

  @BeforeContainer
  static void register() {
    service = new Replica(TestDatabase.create(), RebootTimeouts.standard(), 1);
    for (int i = 0; i < HOSTS; i++) {
      new FakeAgent(service, "host-" + i, Fate.BOOTS);
    }
  }

  @AfterContainer
  static void close() {
    service.close();
  }

  @Property(tries = 200)
  void choosesWhatTheWordsOfKubernetesChoose(
      @ForAll("labels") List<Map<String, String>> own,
      @ForAll("labels") List<Map<String, String>> observed,
      @ForAll("selectors") HostSelector selector) {
    label(own, observed);

    assertThat(service.hostRepository.list(selector))
        .isEqualTo(
            service.hostRepository.list().stream()
                .filter(host -> isChosen(host, selector))
                .toList());
  }

  @Property(tries = 100)
  void limitsAreAboutTheHostsThatTheirSelectorChooses(
      @ForAll("labels") List<Map<String, String>> own,
      @ForAll("labels") List<Map<String, String>> observed,
      @ForAll("selectors") HostSelector selector) {
    label(own, observed);
    Population population = new Population(selector, null);
    FleetSnapshot fleet =
        new JdbcFleetView(service.jdbc)
            .snapshot(
                new Listening(Duration.ofHours(1), Duration.ZERO, Instant.EPOCH),
                selector.asksForFacts());

    assertThat(fleet.hosts().stream().filter(population::contains).map(FleetHost::id))
        .containsExactlyElementsOf(
            service.hostRepository.list(selector).stream().map(Host::id).toList());
  }

  @Provide
  Arbitrary<List<Map<String, String>>> labels() {
    return Arbitraries.maps(Arbitraries.of(KEYS), Arbitraries.of(VALUES))
        .ofMaxSize(3)
        .list()
        .ofSize(HOSTS);
  }

  @Provide
  Arbitrary<HostSelector> selectors() {
    Arbitrary<Map<String, String>> pairs =
        Arbitraries.maps(Arbitraries.of(KEYS), Arbitraries.of(VALUES)).ofMaxSize(2);
    return Combinators.combine(pairs, expression().list().ofMaxSize(3)).as(HostSelector::new);
  }

  private static Arbitrary<LabelRequirement> expression() {
    return Combinators.combine(
            Arbitraries.of(KEYS),
            Arbitraries.of(Operator.values()),
            Arbitraries.of(VALUES).list().ofMinSize(1).ofMaxSize(3))
        .as(
            (key, operator, values) ->
                new LabelRequirement(key, operator, operator.hasValues() ? values : List.of()));
  }

  private static void label(List<Map<String, String>> own, List<Map<String, String>> observed) {
    List<Host> hosts = service.hostRepository.list();
    for (int i = 0; i < HOSTS; i++) {
      service
          .jdbc
          .sql("update host set labels = cast(:labels as jsonb) where id = :id")
          .param("labels", Json.write(own.get(i)))
          .param("id", hosts.get(i).id().value())
          .update();
      service.hostRepository.saveObservedLabels(hosts.get(i).id(), new Labels(observed.get(i)));
    }
  }

  /** Naive on purpose: pair by pair, word by word. */
  private static boolean isChosen(Host host, HostSelector selector) {
    Map<String, String> labels = new HashMap<>(host.labels().values());
    labels.put(FactLabels.HOSTNAME, host.facts().hostname());
    for (Map.Entry<String, String> pair : selector.matchLabels().entrySet()) {
      if (!Objects.equals(labels.get(pair.getKey()), pair.getValue())) {
        return false;
      }
    }
    for (LabelRequirement asked : selector.matchExpressions()) {
      boolean there = labels.containsKey(asked.key());
      boolean inSet = false;
      for (String value : asked.values()) {
        inSet |= value.equals(labels.get(asked.key()));
      }
      boolean holds =
          switch (asked.operator().word()) {
            case "In" -> there && inSet;
            case "NotIn" -> !there || !inSet;
            case "Exists" -> there;
            case "DoesNotExist" -> !there;
            default -> throw new IllegalStateException(asked.toString());
          };
      if (!holds) {
        return false;
      }
    }
    return true;
  }
}
