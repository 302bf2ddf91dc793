package io.fleetfoot.agent.kexec;

import io.fleetfoot.agent.memory.AddressRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Stages through a small window of memory, load by load: what is staged stays in the region when
 * the next load takes the image's place, so nothing of it need be in memory any more.
 *
 * <p>Each load makes the kernel take control pages anew, from the first hole that the segments of
 * that load leave; {@link ReservedRegion#withoutControlPages} keeps them out of the slot.
 */
public final class SlotStager {

  /** How large a window is enough: larger ones make staging no faster. */
  public static final long WINDOW = 8L << 20;

  // include/uapi/linux/kexec.h, KEXEC_SEGMENT_MAX
  private static final int MOST_SEGMENTS = 16;

  /**
   * Loads segments into the region, whose bytes are no longer there once it has returned.
   *
   * @param <E> what it throws when it cannot
   */
  public interface Load<E extends Exception> {

    /**
     * Loads them in place of what is loaded.
     *
     * @param more whether other bytes are read and loaded after these, which takes a while
     */
    void load(List<Segment> segments, boolean more) throws E;
  }

  /** As much of a part as goes into the window, from the offset on. */
  private record Piece(StagedPart part, long offset, int length) {

    AddressRange destination() {
      AddressRange whole = part.destination();
      long start = whole.start() + offset;
      boolean last = offset + length == part.contents().size();
      return last ? new AddressRange(start, whole.end()) : AddressRange.ofSize(start, length);
    }
  }

  private final List<StagedPart> parts;
  private final ByteBuffer window;
  private final List<List<Piece>> loads;

  /**
   * Takes the parts, in ascending order, and the window.
   *
   * @param window off-heap, of a page or more; its bytes tell secrets afterwards
   */
  public SlotStager(List<StagedPart> parts, ByteBuffer window) {
    if (window.capacity() < AddressRange.PAGE_SIZE) {
      throw new IllegalArgumentException(
          "a window of %d bytes, expected a page or more".formatted(window.capacity()));
    }
    this.parts = List.copyOf(parts);
    this.window = window.duplicate();
    this.loads = loads(this.parts, window.capacity());
  }

  /** Returns how large a window takes all parts in one load. */
  public static long oneLoad(List<StagedPart> parts) {
    return parts.stream().mapToLong(part -> wholePages(part.contents().size())).sum();
  }

  private static List<List<Piece>> loads(List<StagedPart> parts, int room) {
    List<List<Piece>> loads = new ArrayList<>();
    List<Piece> next = new ArrayList<>();
    long free = room;
    for (StagedPart part : parts) {
      long size = part.contents().size();
      for (long offset = 0; offset < size; ) {
        long length = Math.min(size - offset, AddressRange.alignDown(free, AddressRange.PAGE_SIZE));
        if (length == 0 || next.size() == MOST_SEGMENTS) {
          loads.add(next);
          next = new ArrayList<>();
          free = room;
          continue;
        }
        next.add(new Piece(part, offset, (int) length));
        offset += length;
        free -= wholePages(length);
      }
    }
    loads.add(next);
    return loads;
  }

  private static long wholePages(long bytes) {
    return AddressRange.alignUp(bytes, AddressRange.PAGE_SIZE);
  }

  /**
   * Stages all parts and returns what they must still be at execution. All bytes of a load are in
   * memory before it begins, so that no load waits for the disk.
   *
   * @param verification for purgatory, its checksums are computed too
   */
  public <E extends Exception> StagedBytes stage(Verification verification, Load<E> load)
      throws IOException, E {
    List<RunningDigest> digests =
        parts.stream()
            .map(part -> new RunningDigest(part.staged(), verification == Verification.PURGATORY))
            .toList();
    for (int next = 0; next < loads.size(); next++) {
      List<Piece> pieces = loads.get(next);
      List<Segment> segments = fill(pieces);
      for (int i = 0; i < pieces.size(); i++) {
        digests.get(parts.indexOf(pieces.get(i).part())).update(segments.get(i).source());
      }
      load.load(segments, next + 1 < loads.size());
    }
    return RunningDigest.finish(digests);
  }

  /** Reads the parts once more and returns the first that {@code memory} differs from. */
  public Optional<SlotMismatch> compare(PhysicalMemory memory) throws IOException {
    for (List<Piece> pieces : loads) {
      Optional<SlotMismatch> mismatch = SlotVerifier.compare(fill(pieces), memory);
      if (mismatch.isPresent()) {
        return mismatch.map(this::inItsPart);
      }
    }
    return Optional.empty();
  }

  private SlotMismatch inItsPart(SlotMismatch piece) {
    return parts.stream()
        .map(StagedPart::staged)
        .filter(staged -> staged.contains(piece.staged()))
        .findFirst()
        .map(staged -> new SlotMismatch(staged, piece.firstPage()))
        .orElse(piece);
  }

  private List<Segment> fill(List<Piece> pieces) throws IOException {
    List<Segment> segments = new ArrayList<>();
    long at = 0;
    for (Piece piece : pieces) {
      ByteBuffer bytes = window.slice((int) at, piece.length());
      piece.part().contents().read(piece.offset(), bytes.duplicate());
      segments.add(new Segment(bytes, piece.destination()));
      at += wholePages(piece.length());
    }
    return segments;
  }
}
