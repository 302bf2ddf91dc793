package io.fleetfoot.service.timing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Finds phases that got slower: by as much as matters (the Hodges-Lehmann shift), and not by chance
 * (the Mann-Whitney test, corrected after Holm for all phases that are judged at once).
 *
 * @param minSamples the fewest reboots on either side that are compared; at least 2
 * @param maxShift by which share of its baseline's median a phase may get slower; not negative
 * @param falseAlarms the greatest share of waves in which a phase may be taken for slower that is
 *     not; more than 0, less than 1
 */
public record RegressionTest(int minSamples, double maxShift, double falseAlarms) {

  /** A shift below this share of the baseline's own scatter (its MAD) does not matter. */
  private static final double LEAST_SCATTERS = 0.5;

  public RegressionTest {
    if (minSamples < 2) {
      throw new IllegalArgumentException(
          "minSamples is %d: at least 2 are needed".formatted(minSamples));
    }
    if (!(maxShift >= 0)) {
      throw new IllegalArgumentException(
          "maxShift is %s: it must not be negative".formatted(maxShift));
    }
    if (!(falseAlarms > 0 && falseAlarms < 1)) {
      throw new IllegalArgumentException(
          "falseAlarms is %s: it must lie between 0 and 1".formatted(falseAlarms));
    }
  }

  /** Returns the test with at most one false alarm in a hundred waves. */
  public static RegressionTest of(int minSamples, double maxShift) {
    return new RegressionTest(minSamples, maxShift, 0.01);
  }

  /** Returns what each of the comparisons says, all of them taken together. */
  public TimingVerdict judge(List<Comparison> comparisons) {
    List<Comparison> enough = comparisons.stream().filter(this::isEnough).toList();
    double[] p = Holm.corrected(enough.stream().mapToDouble(RegressionTest::pOfSlower).toArray());
    List<Finding> findings = new ArrayList<>();
    int next = 0;
    for (Comparison comparison : comparisons) {
      findings.add(
          new Finding(
              comparison,
              isEnough(comparison)
                  ? judge(comparison, p[next++], falseAlarms / p.length)
                  : new Judgement.Inconclusive(tooFew(comparison))));
    }
    return new TimingVerdict(findings);
  }

  private Judgement judge(Comparison comparison, double p, double strictest) {
    Lengths baseline = comparison.baseline();
    double median = baseline.median().toNanos();
    if (median == 0) {
      return new Judgement.Inconclusive("its baseline's median is zero, so it has no shares");
    }
    if (MannWhitney.leastP(baseline.size(), comparison.wave().size()) > strictest) {
      return new Judgement.Inconclusive(
          "%d reboots beside %d are too few to tell slowness from chance"
              .formatted(comparison.wave().size(), baseline.size()));
    }
    double shift = Shift.nanos(baseline, comparison.wave());
    double scatter = baseline.medianAbsoluteDeviation().toNanos();
    boolean matters = shift > maxShift * median && shift > LEAST_SCATTERS * scatter;
    if (matters && p > falseAlarms) {
      return new Judgement.Inconclusive(
          String.format(
              Locale.ROOT,
              "it looks %.0f %% slower than %d %s, but that may be chance (p=%.3f)",
              100 * shift / median,
              baseline.size(),
              comparison.source().words(),
              p));
    }
    return matters
        ? new Judgement.Regression(shift / median, p)
        : new Judgement.NoRegression(shift / median, p);
  }

  private static double pOfSlower(Comparison comparison) {
    return MannWhitney.of(comparison.baseline(), comparison.wave()).pOfSlower();
  }

  private boolean isEnough(Comparison comparison) {
    return comparison.wave().size() >= minSamples && comparison.baseline().size() >= minSamples;
  }

  private String tooFew(Comparison comparison) {
    if (comparison.baseline().isEmpty()) {
      return "no %s have %s figures to compare with"
          .formatted(comparison.source().words(), comparison.quality().wireName());
    }
    boolean wave = comparison.wave().size() < minSamples;
    return "%d %s measured it, at least %d are needed"
        .formatted(
            wave ? comparison.wave().size() : comparison.baseline().size(),
            wave ? "reboots of the wave" : comparison.source().words(),
            minSamples);
  }
}
