package io.fleetfoot.service.timing;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The correction of Holm (1979) for several tests at once, whether independent or not. */
final class Holm {

  private Holm() {}

  /** Returns each test's probability as it counts among all of them, in the same order. */
  static double[] corrected(double[] p) {
    List<Integer> ascending =
        IntStream.range(0, p.length)
            .boxed()
            .sorted(Comparator.comparingDouble(test -> p[test]))
            .toList();
    double[] corrected = new double[p.length];
    double greatest = 0;
    for (int i = 0; i < p.length; i++) {
      int test = ascending.get(i);
      greatest = Math.max(greatest, Math.min(1, p[test] * (p.length - i)));
      corrected[test] = greatest;
    }
    return corrected;
  }
}
