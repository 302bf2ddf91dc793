package io.fleetfoot.service.timing;

import java.util.Arrays;

/**
 * The rank test of Mann and Whitney (1947) of whether one of two samples tends to be greater; its
 * probabilities hold for any distribution, and for tied values.
 */
final class MannWhitney {

  /** Up to so many values in both samples, the probability is counted out and not approximated. */
  static final int COUNTED_OUT = 50;

  private final int baseline;
  private final int wave;

  /** Twice the mid-rank of each value of both samples, so that it is a whole number. */
  private final int[] doubledRanks;

  /** The sum of the doubled mid-ranks of the wave's values. */
  private final long doubledRankSum;

  /** The sum of t³ - t over all groups of t values that are equal. */
  private final double ties;

  private MannWhitney(
      int baseline, int wave, int[] doubledRanks, long doubledRankSum, double ties) {
    this.baseline = baseline;
    this.wave = wave;
    this.doubledRanks = doubledRanks;
    this.doubledRankSum = doubledRankSum;
    this.ties = ties;
  }

  /** Ranks the values of both samples, neither of which may be empty. */
  static MannWhitney of(Lengths baseline, Lengths wave) {
    if (baseline.isEmpty() || wave.isEmpty()) {
      throw new IllegalArgumentException("a sample without values has no ranks");
    }
    int all = baseline.size() + wave.size();
    int[] ranks = new int[all];
    long sum = 0;
    double ties = 0;
    int fromBaseline = 0;
    int fromWave = 0;
    while (fromBaseline + fromWave < all) {
      int begin = fromBaseline + fromWave;
      long value = smallest(baseline, fromBaseline, wave, fromWave);
      int inWave = equalFrom(wave, fromWave, value);
      fromBaseline += equalFrom(baseline, fromBaseline, value);
      fromWave += inWave;
      int end = fromBaseline + fromWave;
      int doubled = begin + 1 + end;
      Arrays.fill(ranks, begin, end, doubled);
      sum += (long) inWave * doubled;
      double tied = end - begin;
      ties += tied * tied * tied - tied;
    }
    return new MannWhitney(baseline.size(), wave.size(), ranks, sum, ties);
  }

  /** Returns in how many pairs the wave's value is the greater one; an equal pair counts half. */
  double u() {
    return (doubledRankSum - (double) wave * (wave + 1)) / 2;
  }

  /** Returns how likely U is at least as great if both samples are of one distribution. */
  double pOfSlower() {
    return doubledRanks.length <= COUNTED_OUT ? countedOut() : approximated();
  }

  /** Returns the least probability that samples of these sizes can have, if no values are tied. */
  static double leastP(int baseline, int wave) {
    double least = 1;
    for (int i = 1; i <= wave; i++) {
      least *= (double) i / (baseline + i);
    }
    return least;
  }

  /**
   * The share of all ways to choose the wave's ranks from all ranks whose sum is not less; there
   * are at most C(50, 25) ways, which a double counts exactly.
   */
  double countedOut() {
    int greatest = Arrays.stream(doubledRanks).sum();
    double[][] ways = new double[wave + 1][greatest + 1];
    ways[0][0] = 1;
    for (int rank : doubledRanks) {
      for (int chosen = wave; chosen >= 1; chosen--) {
        for (int sum = greatest; sum >= rank; sum--) {
          ways[chosen][sum] += ways[chosen - 1][sum - rank];
        }
      }
    }
    double asGreat = Arrays.stream(ways[wave], (int) doubledRankSum, greatest + 1).sum();
    return asGreat / Arrays.stream(ways[wave]).sum();
  }

  /** By the normal distribution, with corrections for ties and for continuity. */
  double approximated() {
    double pairs = (double) baseline * wave;
    double all = (double) baseline + wave;
    double variance = pairs / 12 * (all + 1 - ties / (all * (all - 1)));
    if (variance <= 0) {
      return 1;
    }
    return Normal.above((u() - pairs / 2 - 0.5) / Math.sqrt(variance));
  }

  private static long smallest(Lengths baseline, int fromBaseline, Lengths wave, int fromWave) {
    if (fromBaseline == baseline.size()) {
      return wave.nanos(fromWave);
    }
    return fromWave == wave.size()
        ? baseline.nanos(fromBaseline)
        : Math.min(baseline.nanos(fromBaseline), wave.nanos(fromWave));
  }

  private static int equalFrom(Lengths lengths, int from, long value) {
    int end = from;
    while (end < lengths.size() && lengths.nanos(end) == value) {
      end++;
    }
    return end - from;
  }
}
