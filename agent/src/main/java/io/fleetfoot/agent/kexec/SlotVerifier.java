package io.fleetfoot.agent.kexec;

import java.util.List;
import java.util.Optional;

/** Compares what lies in RAM with what was staged. */
public final class SlotVerifier {

  private SlotVerifier() {}

  /** Returns the digest of each segment's source. */
  public static List<SegmentDigest> digest(List<Segment> segments) {
    throw new UnsupportedOperationException();
  }

  /** Hashes the ranges of {@code expected} in {@code memory} and returns the first that differs. */
  public static Optional<SlotMismatch> verify(List<SegmentDigest> expected, PhysicalMemory memory) {
    throw new UnsupportedOperationException();
  }

  /** Compares the segments byte by byte with {@code memory} and returns the first that differs. */
  public static Optional<SlotMismatch> compare(List<Segment> segments, PhysicalMemory memory) {
    throw new UnsupportedOperationException();
  }
}
