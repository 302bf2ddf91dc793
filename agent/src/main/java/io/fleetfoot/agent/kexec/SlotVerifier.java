package io.fleetfoot.agent.kexec;

import io.fleetfoot.agent.memory.AddressRange;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Compares what lies in RAM with what was staged. */
public final class SlotVerifier {

  private static final int CHUNK = 256 << 10;

  private SlotVerifier() {}

  /** Hashes the ranges of {@code expected} in {@code memory} and returns the first that differs. */
  public static Optional<SlotMismatch> verify(List<SegmentDigest> expected, PhysicalMemory memory) {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    return expected.stream()
        .filter(digest -> !digest.matches(digest(digest.range(), memory, chunk)))
        .findFirst()
        .map(digest -> new SlotMismatch(digest.range(), OptionalLong.empty()));
  }

  private static SegmentDigest digest(AddressRange range, PhysicalMemory memory, ByteBuffer chunk) {
    MessageDigest sha256 = sha256();
    for (long at = range.start(); at != range.end(); at += chunk.limit()) {
      read(memory, at, range.end(), chunk);
      sha256.update(chunk);
    }
    return new SegmentDigest(range, sha256.digest());
  }

  /** Compares the segments byte by byte with {@code memory} and returns the first that differs. */
  public static Optional<SlotMismatch> compare(List<Segment> segments, PhysicalMemory memory) {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    return segments.stream()
        .map(segment -> compare(segment, memory, chunk))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<SlotMismatch> compare(
      Segment segment, PhysicalMemory memory, ByteBuffer chunk) {
    AddressRange range = segment.staged();
    ByteBuffer source = segment.source();
    for (long at = range.start(); at != range.end(); at += chunk.limit()) {
      read(memory, at, range.end(), chunk);
      int different = source.slice((int) (at - range.start()), chunk.limit()).mismatch(chunk);
      if (different >= 0) {
        long page = AddressRange.alignDown(at + different, AddressRange.PAGE_SIZE);
        return Optional.of(new SlotMismatch(range, OptionalLong.of(page)));
      }
    }
    return Optional.empty();
  }

  private static void read(PhysicalMemory memory, long at, long end, ByteBuffer chunk) {
    chunk.clear().limit((int) Math.min(CHUNK, end - at));
    memory.read(at, chunk);
    chunk.flip();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
