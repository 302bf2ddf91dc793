package io.fleetfoot.service.admission;

import static io.fleetfoot.service.testing.Fleets.down;
import static io.fleetfoot.service.testing.Fleets.onItsWay;
import static io.fleetfoot.service.testing.Fleets.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetfoot.service.admission.Limit.Unit;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OccupancyTest {

  @ParameterizedTest
  @CsvSource({"1, 100, 1", "5, 3, 3", "10%, 100, 10", "10%, 19, 1", "10%, 3, 1", "100%, 7, 7"})
  void roundsPercentagesDownButNeverToNothing(String amount, int total, int expected) {
    assertThat(hosts(amount).most(total)).isEqualTo(expected);
  }

  @Test
  void countsHostsThatAreDownForWhateverReason() {
    Occupancy occupancy = occupancy(hosts("3"), up(1), up(2), down(3), onItsWay(4));

    assertThat(judge(occupancy, up(1))).isEqualTo(Verdict.yes());
    occupancy.take(occupancy.footprintOf(up(1)));
    assertThat(judge(occupancy, up(2)))
        .isEqualTo(Verdict.no(Constraint.MAX_UNAVAILABLE, "3 of 4 hosts are down, the limit is 3"));
  }

  @Test
  void countsOnlyHostsOnTheirWayWhereThatIsLimited() {
    Limit limit = limit(Constraint.MAX_PARALLEL, Unit.HOSTS_ON_THEIR_WAY, null, "1");

    assertThat(judge(occupancy(limit, up(1), down(2)), up(1))).isEqualTo(Verdict.yes());
    assertThat(judge(occupancy(limit, up(1), onItsWay(2)), up(1)))
        .isEqualTo(
            Verdict.no(Constraint.MAX_PARALLEL, "1 of 2 hosts are on their way, the limit is 1"));
  }

  @Test
  void countsHostsOfEachDomain() {
    Occupancy occupancy =
        occupancy(perRack("1"), down(1, "rack", "a"), up(2, "rack", "a"), up(3, "rack", "b"));

    assertThat(judge(occupancy, up(3, "rack", "b"))).isEqualTo(Verdict.yes());
    assertThat(judge(occupancy, up(2, "rack", "a")))
        .isEqualTo(
            Verdict.no(
                Constraint.FAILURE_DOMAIN, "1 of 2 hosts of rack \"a\" are down, the limit is 1"));
  }

  @Test
  void takesHostsWithoutTheLabelForOneDomain() {
    Occupancy occupancy = occupancy(perRack("1"), down(1), up(2), up(3, "rack", ""));

    assertThat(judge(occupancy, up(3, "rack", ""))).isEqualTo(Verdict.yes());
    assertThat(judge(occupancy, up(2)))
        .isEqualTo(
            Verdict.no(
                Constraint.FAILURE_DOMAIN,
                "1 of 2 hosts without label \"rack\" are down, the limit is 1"));
  }

  @Test
  void letsMoreHostsOfADomainGoThatIsEnteredWhereDomainsAreCounted() {
    Occupancy occupancy =
        occupancy(racks("1"), down(1, "rack", "a"), up(2, "rack", "a"), up(3, "rack", "b"), up(4));

    assertThat(judge(occupancy, up(2, "rack", "a"))).isEqualTo(Verdict.yes());
    assertThat(judge(occupancy, up(3, "rack", "b")))
        .isEqualTo(
            Verdict.no(
                Constraint.FAILURE_DOMAIN,
                "hosts of 1 of 3 domains of \"rack\" are down, the limit is 1"));
  }

  @Test
  void letsNobodyGoWhereHostsOfTooManyDomainsAreDownAlready() {
    Occupancy occupancy =
        occupancy(racks("1"), down(1, "rack", "a"), down(2, "rack", "b"), up(3, "rack", "a"));

    assertThat(judge(occupancy, up(3, "rack", "a")))
        .isEqualTo(
            Verdict.no(
                Constraint.FAILURE_DOMAIN,
                "hosts of 2 of 2 domains of \"rack\" are down, the limit is 1"));
  }

  @Test
  void saysHowManyDomainsAreEnteredByTheStepItself() {
    Occupancy occupancy = occupancy(racks("1"), up(1, "rack", "a"), up(2, "rack", "b"));
    occupancy.take(occupancy.footprintOf(up(1, "rack", "a")));

    assertThat(judge(occupancy, up(2, "rack", "b")))
        .isEqualTo(
            Verdict.no(
                Constraint.FAILURE_DOMAIN,
                "hosts of 1 of 2 domains of \"rack\" are down, the limit is 1"));
  }

  @Test
  void countsADomainThatAStepEntersOnce() {
    Occupancy occupancy =
        occupancy(racks("2"), up(1, "rack", "a"), up(2, "rack", "a"), up(3, "rack", "b"));
    occupancy.take(occupancy.footprintOf(up(1, "rack", "a")));
    occupancy.take(occupancy.footprintOf(up(2, "rack", "a")));

    assertThat(occupancy.counts()).containsExactly(new Count(0, null, 0, 1, 2));
  }

  @Test
  void countsTheStepWhereverItsHostsFall() {
    FleetHost one = up(1, "rack", "a");
    FleetHost other = up(2, "rack", "b");
    Occupancy occupancy =
        new Occupancy(
            List.of(hosts("3"), perRack("1")),
            new FleetSnapshot(List.of(one, other, down(3), up(4, "rack", "c"))));
    occupancy.take(occupancy.footprintOf(other));
    occupancy.take(occupancy.footprintOf(one));

    assertThat(occupancy.counts())
        .containsExactly(
            new Count(0, null, 1, 2, 3), new Count(1, "a", 0, 1, 1), new Count(1, "b", 0, 1, 1));
    assertThat(occupancy.counts()).allMatch(Count::isKept);
    occupancy.release();
    assertThat(occupancy.counts()).isEmpty();
    assertThat(judge(occupancy, one)).isEqualTo(Verdict.yes());
  }

  @Test
  void bindsOnlyHostsOfItsPopulation() {
    Limit limit = limit(Map.of("role", "db"), Unit.HOSTS, null, "1");
    Occupancy occupancy = occupancy(limit, down(1, "role", "db"), up(2, "role", "db"), up(3));

    assertThat(judge(occupancy, up(3))).isEqualTo(Verdict.yes());
    assertThat(judge(occupancy, up(2, "role", "db")))
        .isEqualTo(Verdict.no(Constraint.MAX_UNAVAILABLE, "1 of 2 hosts are down, the limit is 1"));
  }

  @Test
  void countsHostsOfADomainThatAreOfNoPopulation() {
    Limit limit = limit(Map.of("role", "db"), Unit.HOSTS_OF_DOMAIN, "rack", "1");
    FleetHost db = up(2, "role", "db", "rack", "a");

    assertThat(judge(occupancy(limit, down(1, "rack", "a"), db), db))
        .isInstanceOf(Verdict.No.class);
  }

  @Test
  void countsAHostOfTheRolloutWhoseLabelsChanged() {
    UUID rollout = new UUID(0, 7);
    Population population = new Population(new HostSelector(Map.of("role", "db")), rollout);

    assertThat(population.contains(staged(rollout))).isTrue();
    assertThat(population.contains(staged(new UUID(0, 8)))).isFalse();
    assertThat(Population.everyHost().contains(staged(rollout))).isTrue();
  }

  @Test
  void namesWhoseLimitItIsWhereItIsNotTheRolloutsOwn() {
    Occupancy occupancy = occupancy(hosts("1").of("rollout \"x\""), down(1), up(2));

    assertThat(judge(occupancy, up(2)))
        .isEqualTo(
            Verdict.no(
                Constraint.MAX_UNAVAILABLE,
                "1 of 2 hosts are down, the limit is 1 by rollout \"x\""));
  }

  @Test
  void explainsTheLimitsThatAreKeptToo() {
    FleetHost host = up(2, "rack", "a");
    Occupancy occupancy =
        new Occupancy(
            List.of(hosts("2"), perRack("1"), racks("1")),
            new FleetSnapshot(List.of(down(1, "rack", "a"), host)));

    assertThat(occupancy.explain(occupancy.footprintOf(host)))
        .containsExactly(
            Check.passed(Constraint.MAX_UNAVAILABLE, "1 of 2 hosts are down, the limit is 2"),
            Check.blocked(
                new Verdict.No(
                    Constraint.FAILURE_DOMAIN,
                    "1 of 2 hosts of rack \"a\" are down, the limit is 1")),
            Check.passed(
                Constraint.FAILURE_DOMAIN,
                "hosts of 1 of 1 domains of \"rack\" are down, the limit is 1"));
  }

  @Test
  void refusesALimitThatCountsDomainsOfNoLabel() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limit(Constraint.FAILURE_DOMAIN, Unit.DOMAINS, null, "1"))
        .withMessageContaining("wanted one exactly where domains are counted");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limit(Constraint.MAX_UNAVAILABLE, Unit.HOSTS, "rack", "1"));
  }

  private static FleetHost staged(UUID rollout) {
    FleetHost host = up(1, "role", "web");
    return new FleetHost(host.id(), host.labels(), false, false, rollout);
  }

  private static Verdict judge(Occupancy occupancy, FleetHost host) {
    return occupancy.judge(occupancy.footprintOf(host));
  }

  private static Occupancy occupancy(Limit limit, FleetHost... hosts) {
    return new Occupancy(List.of(limit), new FleetSnapshot(List.of(hosts)));
  }

  private static Limit hosts(String amount) {
    return limit(Constraint.MAX_UNAVAILABLE, Unit.HOSTS, null, amount);
  }

  private static Limit perRack(String amount) {
    return limit(Constraint.FAILURE_DOMAIN, Unit.HOSTS_OF_DOMAIN, "rack", amount);
  }

  private static Limit racks(String amount) {
    return limit(Constraint.FAILURE_DOMAIN, Unit.DOMAINS, "rack", amount);
  }

  private static Limit limit(Map<String, String> labels, Unit unit, String key, String amount) {
    return new Limit(
        Constraint.MAX_UNAVAILABLE,
        null,
        unit,
        new Population(new HostSelector(labels), null),
        key,
        HostAmount.parse(amount));
  }

  private static Limit limit(Constraint constraint, Unit unit, String key, String amount) {
    return new Limit(constraint, null, unit, Population.everyHost(), key, HostAmount.parse(amount));
  }
}
