package io.fleetfoot.service.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class RegressionPropertiesTest {

  private static final TimingKey KEY =
      new TimingKey(new HardwareClass.Labelled("made"), "reserved", "old", "new");
  private static final RegressionTest TEST = RegressionTest.of(8, 0.1);

  @Property(tries = 300)
  void theOrderOfTheRebootsDoesNotMatter(
      @ForAll("lengths") List<Long> baseline,
      @ForAll("lengths") List<Long> wave,
      @ForAll long seed) {
    List<Long> otherBaseline = new ArrayList<>(baseline);
    List<Long> otherWave = new ArrayList<>(wave);
    Collections.shuffle(otherBaseline, new Random(seed));
    Collections.shuffle(otherWave, new Random(seed + 1));

    assertThat(judge(otherBaseline, otherWave)).isEqualTo(judge(baseline, wave));
  }

  @Property(tries = 300)
  void theUnitOfTimeDoesNotMatter(
      @ForAll("lengths") List<Long> baseline,
      @ForAll("lengths") List<Long> wave,
      @ForAll @IntRange(min = 1, max = 9) int doublings) {
    assertThat(kind(judge(scaled(baseline, 1L << doublings), scaled(wave, 1L << doublings))))
        .isEqualTo(kind(judge(scaled(baseline, 2), scaled(wave, 2))));
  }

  /** Times that are never equal, so that a shift changes nothing but who is the slower one. */
  @Property(tries = 300)
  void whatIsARegressionStaysOneWhenItGetsSlowerStill(
      @ForAll("lengths") List<Long> baseline,
      @ForAll("lengths") List<Long> wave,
      @ForAll @LongRange(min = 0, max = 500) long slower) {
    List<Long> apart = distinct(baseline, 0);
    List<Long> before = distinct(wave, 500);
    List<Long> after = before.stream().map(nanos -> nanos + 1000 * slower).toList();

    assertThat(p(apart, after)).isLessThanOrEqualTo(p(apart, before) + 1e-12);
    assertThat(Shift.nanos(lengths(apart), lengths(after)))
        .isEqualTo(Shift.nanos(lengths(apart), lengths(before)) + 1000 * slower);
    if (judge(apart, before) instanceof Judgement.Regression) {
      assertThat(judge(apart, after)).isInstanceOf(Judgement.Regression.class);
    }
  }

  @Property(tries = 300)
  void tooFewRebootsAreNeverARegression(
      @ForAll("lengths") List<Long> baseline,
      @ForAll("lengths") List<Long> wave,
      @ForAll @IntRange(min = 1, max = 7) int few,
      @ForAll boolean fewInTheWave) {
    List<Long> slow = scaled(wave, 100);

    Judgement judgement =
        fewInTheWave ? judge(baseline, first(slow, few)) : judge(first(baseline, few), slow);

    assertThat(judgement).isInstanceOf(Judgement.Inconclusive.class);
  }

  @Property(tries = 300)
  void aFasterWaveIsNeverARegression(
      @ForAll("lengths") List<Long> baseline, @ForAll @IntRange(min = 8, max = 60) int wave) {
    List<Long> faster = Collections.nCopies(wave, Collections.min(baseline));

    assertThat(judge(baseline, faster)).isNotInstanceOf(Judgement.Regression.class);
  }

  @Property(tries = 300)
  void theShiftIsTheMedianOfAllDifferences(
      @ForAll("lengths") List<Long> baseline, @ForAll("lengths") List<Long> wave) {
    long[] differences =
        wave.stream()
            .flatMapToLong(slow -> baseline.stream().mapToLong(quick -> slow - quick))
            .sorted()
            .toArray();
    int middle = differences.length / 2;
    double median =
        differences.length % 2 == 1
            ? differences[middle]
            : (differences[middle - 1] + differences[middle]) / 2.0;

    assertThat(Shift.nanos(lengths(baseline), lengths(wave))).isEqualTo(median);
  }

  @Property(tries = 300)
  void uCountsThePairsInWhichTheWaveIsSlower(
      @ForAll("lengths") List<Long> baseline, @ForAll("lengths") List<Long> wave) {
    double pairs = 0;
    for (long slow : wave) {
      for (long quick : baseline) {
        pairs += slow > quick ? 1 : slow == quick ? 0.5 : 0;
      }
    }

    assertThat(MannWhitney.of(lengths(baseline), lengths(wave)).u()).isEqualTo(pairs);
  }

  @Provide
  Arbitrary<List<Long>> lengths() {
    return Arbitraries.longs().between(1, 1000).list().ofMinSize(8).ofMaxSize(60);
  }

  private static List<Long> distinct(List<Long> lengths, long more) {
    return LongStream.range(0, lengths.size())
        .map(i -> lengths.get((int) i) * 100_000 + i * 1000 + more)
        .boxed()
        .toList();
  }

  private static List<Long> scaled(List<Long> lengths, long by) {
    return lengths.stream().map(nanos -> nanos * by).toList();
  }

  private static List<Long> first(List<Long> lengths, int count) {
    return lengths.subList(0, Math.min(count, lengths.size()));
  }

  private static double p(List<Long> baseline, List<Long> wave) {
    return MannWhitney.of(lengths(baseline), lengths(wave)).pOfSlower();
  }

  private static Class<?> kind(Judgement judgement) {
    return judgement.getClass();
  }

  private static Judgement judge(List<Long> baseline, List<Long> wave) {
    return TEST.judge(
            Comparison.of(
                reboots(wave), new Baseline(reboots(baseline), Baseline.Source.OTHER_ROLLOUTS)))
        .findings()
        .get(0)
        .judgement();
  }

  private static TimedReboots reboots(List<Long> lengths) {
    return new TimedReboots(
        KEY,
        lengths.stream()
            .map(
                nanos ->
                    new PhaseTimings(
                        List.of(
                            new PhaseTiming(Phase.BOOT, Duration.ofNanos(nanos), Quality.EXACT))))
            .toList());
  }

  private static Lengths lengths(List<Long> nanos) {
    return Lengths.ofNanos(nanos.stream().mapToLong(Long::longValue).toArray());
  }
}
