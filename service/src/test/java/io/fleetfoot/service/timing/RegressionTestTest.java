package io.fleetfoot.service.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RegressionTestTest {

  private static final TimingKey KEY =
      new TimingKey(
          new HardwareClass.Measured("x86_64", MemorySize.of(2L << 30)), "reserved", "6.1", "6.12");
  private static final RegressionTest TEST = RegressionTest.of(5, 0.1);
  private static final long MILLI = 1_000_000;

  @Test
  void refusesATestThatCanSayNothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> RegressionTest.of(1, 0.1));
    assertThatIllegalArgumentException().isThrownBy(() -> RegressionTest.of(5, -0.1));
    assertThatIllegalArgumentException().isThrownBy(() -> RegressionTest.of(5, Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> new RegressionTest(5, 0.1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new RegressionTest(5, 0.1, 1));
  }

  @Test
  void saysWhatGotSlowerWithItsFigures() {
    TimingVerdict verdict = judge(exact(Phase.BLACKOUT, 60, 1010), exact(Phase.BLACKOUT, 20, 1300));

    assertThat(verdict.outcome()).isEqualTo(TimingVerdict.Outcome.REGRESSION);
    assertThat(verdict.text())
        .isEqualTo(
            "blackout: median 1.31 s against 1.04 s of 60 earlier reboots of class x86_64-2G by"
                + " reserved from 6.1 to 6.12, shift +26 %, p=under 0.0001");
  }

  @Test
  void findsNothingInASlownessThatDoesNotMatter() {
    TimingVerdict verdict = judge(exact(Phase.BLACKOUT, 60, 1010), exact(Phase.BLACKOUT, 20, 1100));

    assertThat(verdict.outcome()).isEqualTo(TimingVerdict.Outcome.NO_REGRESSION);
    assertThat(verdict.text())
        .startsWith("no phase got slower; the nearest to it is blackout: median 1.11 s against");
  }

  @Test
  void findsNothingInAShiftSmallBesideTheScatter() {
    Baseline scattered = baseline(reboots(Phase.BOOT, Quality.EXACT, 200, 1000, 100));
    TimedReboots wave = reboots(Phase.BOOT, Quality.EXACT, 200, 3000, 100);

    TimingVerdict verdict = TEST.judge(Comparison.of(wave, scattered));

    assertThat(verdict.findings().get(0).judgement())
        .isInstanceOfSatisfying(
            Judgement.NoRegression.class,
            none -> {
              assertThat(none.shift()).isGreaterThan(0.1);
              assertThat(none.p()).isLessThan(0.01);
            });
  }

  @Test
  void saysThatASlownessMayBeChance() {
    TimingVerdict verdict =
        judge(
            reboots(Phase.BOOT, Quality.EXACT, 20, 1000, 40),
            reboots(Phase.BOOT, Quality.EXACT, 5, 1440, 40));

    assertThat(verdict.outcome()).isEqualTo(TimingVerdict.Outcome.INCONCLUSIVE);
    assertThat(verdict.text()).contains("slower than 20 earlier reboots, but that may be chance");
  }

  @Test
  void saysThatThereIsNoBaseline() {
    TimingVerdict verdict =
        judge(
            new TimedReboots(KEY, List.of()),
            new TimedReboots(
                KEY,
                IntStream.range(0, 9)
                    .mapToObj(
                        i ->
                            new PhaseTimings(
                                List.of(
                                    timing(Phase.VERIFY, Quality.EXACT, i),
                                    timing(Phase.BOOT, Quality.EXACT, i))))
                    .toList()));

    assertThat(verdict.outcome()).isEqualTo(TimingVerdict.Outcome.INCONCLUSIVE);
    assertThat(verdict.text())
        .isEqualTo(
            "verify, boot of class x86_64-2G by reserved from 6.1 to 6.12: no earlier reboots have"
                + " exact figures to compare with");
  }

  @Test
  void saysThatTooFewMeasuredIt() {
    assertThat(judge(exact(Phase.BOOT, 60, 1000), exact(Phase.BOOT, 4, 9000)).text())
        .endsWith("4 reboots of the wave measured it, at least 5 are needed");
    assertThat(judge(exact(Phase.BOOT, 4, 1000), exact(Phase.BOOT, 60, 9000)).text())
        .endsWith("4 earlier reboots measured it, at least 5 are needed");
  }

  @Test
  void saysThatSoFewCannotTellSlownessFromChance() {
    TimingVerdict verdict =
        RegressionTest.of(3, 0.1).judge(compared(exact(Phase.BOOT, 3, 1), exact(Phase.BOOT, 3, 9)));

    assertThat(verdict.outcome()).isEqualTo(TimingVerdict.Outcome.INCONCLUSIVE);
    assertThat(verdict.text())
        .endsWith("3 reboots beside 3 are too few to tell slowness from chance");
  }

  @Test
  void neverComparesABoundWithAnExactFigure() {
    TimingVerdict verdict =
        judge(
            reboots(Phase.BLACKOUT, Quality.BOUND, 60, 1000, 1),
            reboots(Phase.BLACKOUT, Quality.EXACT, 20, 2000, 1));

    assertThat(verdict.outcome()).isEqualTo(TimingVerdict.Outcome.INCONCLUSIVE);
    assertThat(verdict.text()).endsWith("no earlier reboots have exact figures to compare with");
  }

  @Test
  void comparesBoundsWithBounds() {
    TimingVerdict verdict =
        judge(
            reboots(Phase.BLACKOUT, Quality.BOUND, 60, 1000, 1),
            reboots(Phase.BLACKOUT, Quality.BOUND, 20, 2000, 1));

    assertThat(verdict.outcome()).isEqualTo(TimingVerdict.Outcome.REGRESSION);
    assertThat(verdict.text()).startsWith("blackout: median at most 2.01 s against");
  }

  @Test
  void comparesNothingThatHappensBeforeTheHostWasLetGo() {
    assertThat(judge(exact(Phase.STAGE, 60, 1000), exact(Phase.STAGE, 60, 9000)).findings())
        .isEmpty();
  }

  @Test
  void saysThatAWaveWithoutTimingsHasNothingToCompare() {
    assertThat(TEST.judge(List.of()).outcome()).isEqualTo(TimingVerdict.Outcome.INCONCLUSIVE);
    assertThat(TEST.judge(List.of()).text()).startsWith("nothing to compare");
  }

  @Test
  void refusesToCompareWhatHasOtherKernels() {
    TimingKey other = new TimingKey(KEY.hardware(), KEY.method(), "6.12", "6.1");

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Comparison.of(
                    exact(Phase.BOOT, 5, 1), baseline(new TimedReboots(other, List.of()))));
  }

  @Test
  void paysForEveryComparisonThatIsMadeAtOnce() {
    Comparison slower =
        compared(
                reboots(Phase.BOOT, Quality.EXACT, 20, 1000, 30),
                reboots(Phase.BOOT, Quality.EXACT, 10, 1340, 30))
            .get(0);
    List<Comparison> withOthers = new ArrayList<>(List.of(slower));
    for (int i = 0; i < 9; i++) {
      withOthers.addAll(compared(exact(Phase.VERIFY, 20, 1000), exact(Phase.VERIFY, 10, 1000)));
    }

    assertThat(TEST.judge(List.of(slower)).outcome()).isEqualTo(TimingVerdict.Outcome.REGRESSION);
    assertThat(TEST.judge(withOthers).findings().get(0).judgement())
        .isInstanceOf(Judgement.Inconclusive.class);
  }

  private static TimingVerdict judge(TimedReboots baseline, TimedReboots wave) {
    return TEST.judge(compared(baseline, wave));
  }

  private static List<Comparison> compared(TimedReboots baseline, TimedReboots wave) {
    return Comparison.of(wave, baseline(baseline));
  }

  private static Baseline baseline(TimedReboots reboots) {
    return new Baseline(reboots, Baseline.Source.OTHER_ROLLOUTS);
  }

  private static TimedReboots exact(Phase phase, int count, int millis) {
    return reboots(phase, Quality.EXACT, count, millis, 1);
  }

  private static TimedReboots reboots(
      Phase phase, Quality quality, int count, int millis, int apart) {
    return new TimedReboots(
        KEY,
        LongStream.range(0, count)
            .mapToObj(i -> new PhaseTimings(List.of(timing(phase, quality, millis + i * apart))))
            .toList());
  }

  private static PhaseTiming timing(Phase phase, Quality quality, long millis) {
    return new PhaseTiming(phase, Duration.ofNanos(millis * MILLI), quality);
  }
}
