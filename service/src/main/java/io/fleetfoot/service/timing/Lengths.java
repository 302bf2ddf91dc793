package io.fleetfoot.service.timing;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;

/** How long one thing took, each time that it was measured; the order of the times is no part. */
public final class Lengths {

  private final long[] sorted;

  private Lengths(long[] sorted) {
    this.sorted = sorted;
  }

  /** Returns the lengths, none of which may be negative. */
  public static Lengths of(Collection<Duration> durations) {
    return ofNanos(durations.stream().mapToLong(Duration::toNanos).toArray());
  }

  /** Returns the lengths of so many nanoseconds, none of which may be negative. */
  public static Lengths ofNanos(long... nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    if (sorted.length > 0 && sorted[0] < 0) {
      throw new IllegalArgumentException(
          "something took %d ns: a length is not negative".formatted(sorted[0]));
    }
    return new Lengths(sorted);
  }

  /** Returns how many there are. */
  public int size() {
    return sorted.length;
  }

  /** Says whether there are none. */
  public boolean isEmpty() {
    return sorted.length == 0;
  }

  /** Returns the length, in nanoseconds, that has so many before it in the order of size. */
  public long nanos(int index) {
    return sorted[index];
  }

  /** Returns all lengths in nanoseconds, in the order of size. */
  public long[] toNanos() {
    return sorted.clone();
  }

  /** Returns the median. */
  public Duration median() {
    return percentile(0.5);
  }

  /**
   * Returns the percentile, between two lengths by interpolation.
   *
   * @param share from 0, the shortest length, to 1, the longest
   */
  public Duration percentile(double share) {
    if (isEmpty()) {
      throw new IllegalStateException("nothing was measured, so there is no percentile");
    }
    return Duration.ofNanos(Math.round(between(sorted, share)));
  }

  /** Returns the median of the distances to the median. */
  public Duration medianAbsoluteDeviation() {
    long median = median().toNanos();
    long[] distances = Arrays.stream(sorted).map(nanos -> Math.abs(nanos - median)).toArray();
    return ofNanos(distances).median();
  }

  private static double between(long[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Lengths lengths && Arrays.equals(sorted, lengths.sorted);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sorted);
  }

  @Override
  public String toString() {
    return isEmpty() ? "nothing measured" : "%d lengths around %s".formatted(size(), median());
  }
}
