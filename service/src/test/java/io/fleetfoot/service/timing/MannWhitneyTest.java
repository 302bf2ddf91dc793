package io.fleetfoot.service.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MannWhitneyTest {

  /** Hollander and Wolfe, Nonparametric Statistical Methods, 1973, p. 69: in hundredths. */
  private static final Lengths AT_TERM =
      Lengths.ofNanos(80, 83, 189, 104, 145, 138, 191, 164, 73, 146);

  private static final Lengths EARLIER = Lengths.ofNanos(115, 88, 90, 74, 121);

  /** The example of SciPy's documentation of mannwhitneyu. */
  private static final Lengths MALES = Lengths.ofNanos(19, 22, 16, 29, 24);

  private static final Lengths FEMALES = Lengths.ofNanos(20, 11, 17, 12);

  @Test
  void refusesASampleWithoutValues() {
    assertThatIllegalArgumentException().isThrownBy(() -> MannWhitney.of(Lengths.ofNanos(), MALES));
    assertThatIllegalArgumentException().isThrownBy(() -> MannWhitney.of(MALES, Lengths.ofNanos()));
  }

  @Test
  void agreesWithHollanderAndWolfe() {
    MannWhitney test = MannWhitney.of(EARLIER, AT_TERM);

    assertThat(test.u()).isEqualTo(35);
    assertThat(test.pOfSlower()).isCloseTo(0.1272, within(0.00005));
    assertThat(Shift.nanos(EARLIER, AT_TERM)).isEqualTo(30.5);
  }

  @Test
  void agreesWithTheExactAndTheApproximateFigureOfSciPy() {
    MannWhitney test = MannWhitney.of(FEMALES, MALES);

    assertThat(test.u()).isEqualTo(17);
    assertThat(2 * test.countedOut()).isCloseTo(0.1111111111111111, within(1e-15));
    assertThat(2 * test.approximated()).isCloseTo(0.11134688653314041, within(1e-7));
  }

  @Test
  void countsEqualValuesByTheirMidRank() {
    MannWhitney test =
        MannWhitney.of(Lengths.ofNanos(1, 2, 2, 3, 3, 3, 4), Lengths.ofNanos(2, 3, 4, 4, 5));

    assertThat(test.u()).isEqualTo(26.5);
    assertThat(test.countedOut()).isCloseTo(80.0 / 792, within(1e-15));
    assertThat(test.approximated()).isCloseTo(0.07693419735606497, within(1e-7));
  }

  @Test
  void findsNothingWhereAllValuesAreEqual() {
    Lengths few = Lengths.ofNanos(LongStream.generate(() -> 7).limit(10).toArray());
    Lengths many = Lengths.ofNanos(LongStream.generate(() -> 7).limit(100).toArray());

    assertThat(MannWhitney.of(few, few).pOfSlower()).isEqualTo(1);
    assertThat(MannWhitney.of(many, many).pOfSlower()).isEqualTo(1);
  }

  @Test
  void approximatesWhatItCouldHaveCountedOut() {
    Lengths baseline = Lengths.ofNanos(LongStream.range(0, 30).map(i -> i * 10).toArray());
    Lengths wave = Lengths.ofNanos(LongStream.range(0, 20).map(i -> i * 10 + 85).toArray());
    MannWhitney test = MannWhitney.of(baseline, wave);

    assertThat(test.approximated()).isCloseTo(test.countedOut(), within(0.001));
  }

  @Test
  void knowsTheLeastProbabilityThatSamplesCanHave() {
    MannWhitney apart = MannWhitney.of(Lengths.ofNanos(1, 2, 3, 4, 5), Lengths.ofNanos(6, 7, 8));

    assertThat(MannWhitney.leastP(5, 3)).isCloseTo(1.0 / 56, within(1e-15));
    assertThat(apart.pOfSlower()).isCloseTo(1.0 / 56, within(1e-15));
  }

  @Test
  void knowsTheNormalDistribution() {
    assertThat(Normal.above(0)).isCloseTo(0.5, within(1e-7));
    assertThat(Normal.above(1.959963984540054)).isCloseTo(0.025, within(1e-8));
    assertThat(Normal.above(5)).isCloseTo(2.866515718791946e-07, within(1e-13));
    assertThat(Normal.above(-2)).isCloseTo(0.9772498680518208, within(1e-7));
  }

  @Test
  void correctsAfterHolm() {
    assertThat(Holm.corrected(new double[] {0.01, 0.04, 0.03, 0.005}))
        .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-15));
    assertThat(Holm.corrected(new double[] {0.9, 0.8})).containsExactly(1, 1);
    assertThat(Holm.corrected(new double[] {})).isEmpty();
  }
}
