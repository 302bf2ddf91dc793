package io.fleetfoot.agent.kexec;

import io.fleetfoot.agent.memory.AddressRange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What the launcher compares, when nothing else runs any more, with what was staged; on a
 * difference it says so on the serial console and resets the machine.
 *
 * <p>It takes processors with SSE4.2, and keeping it is keeping a secret, as with {@link
 * SegmentDigest}.
 */
public final class PurgatoryCheck {
  private final List<RangeCrc> ranges;

  PurgatoryCheck(List<RangeCrc> ranges) {
    this.ranges = List.copyOf(ranges);
  }

  /** Computes the checksums of the segments' bytes; for the moment of staging. */
  public static PurgatoryCheck of(List<Segment> segments) {
    return new PurgatoryCheck(
        segments.stream().map(s -> RangeCrc.of(s.staged(), s.source())).toList());
  }

  /** Adds the bytes of an image that is to lie at {@code base}, from one offset to another. */
  PurgatoryCheck and(long base, ByteBuffer image, int from, int to) {
    if (from == to) {
      return this;
    }
    var range = new AddressRange(base + from, base + to);
    List<RangeCrc> more = new ArrayList<>(ranges);
    more.add(RangeCrc.of(range, image.slice(from, to - from)));
    return new PurgatoryCheck(more);
  }

  /** Returns the ranges in the order in which they are compared. */
  List<RangeCrc> ranges() {
    return ranges;
  }

  /** Shows the ranges alone. */
  @Override
  public String toString() {
    return "PurgatoryCheck" + ranges;
  }
}
