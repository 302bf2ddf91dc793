package io.fleetfoot.service.rollout;

import static io.fleetfoot.service.testing.Fleets.id;
import static io.fleetfoot.service.testing.Fleets.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.testing.Specs;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WavePlannerTest {

  @Test
  void refusesWavesThatLeaveHostsOver() {
    assertThatExceptionOfType(UncoveredHostsException.class)
        .isThrownBy(() -> WavePlanner.plan(amounts("1,20%"), hosts(10)))
        .withMessage("the waves cover 2 of 10 hosts; end them with \"100%\" to cover the rest");
  }

  @ParameterizedTest
  @CsvSource({
    "'1,100%', 3, '1,2'",
    "'1,5,20%,100%', 100, '1,5,14,80'",
    "'100%', 7, '7'",
    "'1,1,100%', 2, '1,1'",
    "'50%,100%', 3, '2,1'",
    "'10,10%,100%', 20, '10,10'"
  })
  void takesNumbersOfTheRestAndPercentagesOfTheWhole(String waves, int total, String sizes) {
    List<Wave> plan = WavePlanner.plan(amounts(waves), hosts(total));

    assertThat(plan)
        .extracting(wave -> String.valueOf(wave.hosts().size()))
        .containsExactly(sizes.split(","));
  }

  @Test
  void makesAWaveOfEachValueOfALabelAndOneOfHostsWithoutItLast() {
    RolloutSpec spec = Specs.unlimited().partitionBy("rack").spec();

    assertThat(
            WavePlanner.plan(
                spec, List.of(up(1), up(2, "rack", "b"), up(3, "rack", "a"), up(4, "rack", "b"))))
        .containsExactly(
            new Wave(0, List.of(id(3))),
            new Wave(1, List.of(id(2), id(4))),
            new Wave(2, List.of(id(1))));
  }

  @Test
  void ordersHostsByLabelsAndByNameWhereTheseAreEqual() {
    RolloutSpec spec = Specs.unlimited().orderBy("tier", "rack").waves("3", "100%").spec();

    assertThat(
            WavePlanner.plan(
                spec,
                List.of(
                    up(1),
                    up(2, "tier", "b"),
                    up(3, "tier", "a", "rack", "y"),
                    up(4, "tier", "a", "rack", "x"),
                    up(5, "tier", "a", "rack", "x"))))
        .containsExactly(
            new Wave(0, List.of(id(4), id(5), id(3))), new Wave(1, List.of(id(2), id(1))));
  }

  @Property
  void wavesPartitionTheHosts(
      @ForAll("waves") List<HostAmount> amounts, @ForAll @IntRange(max = 300) int total) {
    List<HostId> hosts = hosts(total);

    List<Wave> plan = WavePlanner.plan(amounts, hosts);

    assertThat(plan.stream().flatMap(wave -> wave.hosts().stream()))
        .containsExactlyElementsOf(hosts);
    assertThat(plan).noneMatch(wave -> wave.hosts().isEmpty());
    assertThat(plan)
        .extracting(Wave::index)
        .isEqualTo(IntStream.range(0, plan.size()).boxed().toList());
  }

  @Provide
  Arbitrary<List<HostAmount>> waves() {
    Arbitrary<HostAmount> amount =
        Arbitraries.oneOf(
            Arbitraries.integers().between(1, 100).map(HostAmount::percent),
            Arbitraries.integers().between(1, 50).map(HostAmount::hosts));
    return amount
        .list()
        .ofMaxSize(6)
        .map(
            amounts ->
                Stream.concat(amounts.stream(), Stream.of(HostAmount.percent(100))).toList());
  }

  private static List<HostAmount> amounts(String text) {
    return Arrays.stream(text.split(",")).map(HostAmount::parse).toList();
  }

  private static List<HostId> hosts(int count) {
    return IntStream.range(0, count).mapToObj(i -> new HostId(new UUID(0, i))).toList();
  }
}
