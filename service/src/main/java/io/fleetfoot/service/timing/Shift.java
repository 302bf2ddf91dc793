package io.fleetfoot.service.timing;

/**
 * The shift between two samples as Hodges and Lehmann (1963) estimate it: the median of the
 * differences of all pairs, which a few outliers in either sample hardly move.
 */
final class Shift {

  private Shift() {}

  /** Returns by how many nanoseconds the wave is slower than the baseline; negative if faster. */
  static double nanos(Lengths baseline, Lengths wave) {
    long pairs = (long) baseline.size() * wave.size();
    double upper = difference(baseline, wave, pairs / 2);
    return pairs % 2 == 1 ? upper : (difference(baseline, wave, pairs / 2 - 1) + upper) / 2;
  }

  /** The difference that so many others precede in the order of size, found by halving. */
  private static long difference(Lengths baseline, Lengths wave, long preceding) {
    long low = wave.nanos(0) - baseline.nanos(baseline.size() - 1);
    long high = wave.nanos(wave.size() - 1) - baseline.nanos(0);
    while (low < high) {
      long middle = low + Math.floorDiv(high - low, 2);
      if (countUpTo(middle, baseline, wave) > preceding) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static long countUpTo(long difference, Lengths baseline, Lengths wave) {
    long count = 0;
    int above = 0;
    for (int i = 0; i < baseline.size(); i++) {
      while (above < wave.size() && wave.nanos(above) - baseline.nanos(i) <= difference) {
        above++;
      }
      count += above;
    }
    return count;
  }
}
