package io.fleetfoot.agent.image;

import io.fleetfoot.agent.memory.AddressRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The places in a kernel that hold virtual addresses of its own, and how they change when its text
 * is moved. What arch/x86/boot/compressed/misc.c does in handle_relocations() while the host is
 * down, done before.
 *
 * <p>The lists are arrays of 32-bit numbers, read from the end: fields of 32 bits, then (before
 * Linux 6.15) 32-bit fields that count the other way round, then fields of 64 bits, each list
 * closed by a zero.
 */
final class TextRelocations {

  // __START_KERNEL_map, arch/x86/include/asm/page_64_types.h
  private static final long KERNEL_MAP = 0xffffffff80000000L;

  /** How a field follows the text. */
  private enum Kind {
    ADD_32,
    SUBTRACT_32,
    ADD_64;

    int width() {
      return this == ADD_64 ? Long.BYTES : Integer.BYTES;
    }

    long moved(long field, long delta) {
      return this == SUBTRACT_32 ? field - delta : field + delta;
    }

    void apply(ByteBuffer image, int at, long delta) {
      switch (this) {
        case ADD_32, SUBTRACT_32 -> image.putInt(at, (int) moved(image.getInt(at), delta));
        case ADD_64 -> image.putLong(at, moved(image.getLong(at), delta));
      }
    }
  }

  private final ElfKernel kernel;
  private final ByteBuffer words;
  private final int lists;

  private TextRelocations(ElfKernel kernel, ByteBuffer words, int lists) {
    this.kernel = kernel;
    this.words = words;
    this.lists = lists;
  }

  /**
   * Reads and checks the lists of {@code kernel}, which may be absent.
   *
   * @throws MalformedImageException if they do not have the form above, or a field is outside of
   *     the bytes of a segment
   */
  static TextRelocations parse(ElfKernel kernel) {
    ByteBuffer words = kernel.relocations();
    long offset = kernel.relocationsOffset();
    if (words.remaining() % Integer.BYTES != 0) {
      throw new MalformedImageException(
          offset, "relocation lists of %d bytes are not whole words".formatted(words.remaining()));
    }
    int zeros = 0;
    for (int at = 0; at < words.limit(); at += Integer.BYTES) {
      zeros += words.getInt(at) == 0 ? 1 : 0;
    }
    if (words.hasRemaining() && (words.getInt(0) != 0 || zeros < 2 || zeros > 3)) {
      throw new MalformedImageException(
          offset,
          "relocation lists begin with 0x%x and have %d zeros, expected a zero first and 2 or 3 in all"
              .formatted(words.getInt(0), zeros));
    }
    TextRelocations relocations = new TextRelocations(kernel, words, zeros);
    relocations.requireFieldsInside();
    return relocations;
  }

  boolean isEmpty() {
    return lists == 0;
  }

  /** Moves the text in {@code image}, the flat kernel from {@code offset} on, up to its limit. */
  void apply(ByteBuffer image, long offset, KaslrDelta delta) {
    ByteBuffer target = image.order(ByteOrder.LITTLE_ENDIAN);
    long base = KERNEL_MAP + kernel.span().start() + offset;
    Kind[] kinds = kinds();
    int list = 0;
    for (int word = words.limit() - Integer.BYTES; word >= 0; word -= Integer.BYTES) {
      int address = words.getInt(word);
      if (address == 0) {
        list++;
        continue;
      }
      Kind kind = kinds[list];
      long at = address - base;
      if (at >= 0 && at + kind.width() <= target.limit()) {
        kind.apply(target, (int) at, delta.bytes());
      } else if (at > -kind.width() && at < target.limit()) {
        applyAcrossTheEdge(kind, target, at, address - KERNEL_MAP, delta);
      }
    }
  }

  /** Moves a field of which only some bytes are in {@code target}, by what the file says it was. */
  private void applyAcrossTheEdge(
      Kind kind, ByteBuffer target, long at, long physical, KaslrDelta delta) {
    AddressRange field = AddressRange.ofSize(physical, kind.width());
    ElfKernel.LoadSegment segment = segmentAround(field).orElseThrow();
    int from = segment.content().position() + (int) (field.start() - segment.memory().start());
    long before = 0;
    for (int i = 0; i < kind.width(); i++) {
      before |= (segment.content().get(from + i) & 0xffL) << (Byte.SIZE * i);
    }
    long after = kind.moved(before, delta.bytes());
    for (int i = 0; i < kind.width(); i++) {
      if (at + i >= 0 && at + i < target.limit()) {
        target.put((int) (at + i), (byte) (after >>> (Byte.SIZE * i)));
      }
    }
  }

  private Kind[] kinds() {
    return lists == 3
        ? new Kind[] {Kind.ADD_32, Kind.SUBTRACT_32, Kind.ADD_64}
        : new Kind[] {Kind.ADD_32, Kind.ADD_64};
  }

  private void requireFieldsInside() {
    Kind[] kinds = kinds();
    int list = 0;
    AddressRange hint = AddressRange.ofSize(0, 0);
    for (int word = words.limit() - Integer.BYTES; word >= 0; word -= Integer.BYTES) {
      int address = words.getInt(word);
      if (address == 0) {
        list++;
        continue;
      }
      Kind kind = kinds[list];
      long physical = address - KERNEL_MAP;
      AddressRange field = field(physical, kind, word);
      hint = hint.contains(field) ? hint : bytesAround(field, word);
    }
  }

  private AddressRange field(long physical, Kind kind, int word) {
    if (physical < 0) {
      throw outside(physical, word);
    }
    return AddressRange.ofSize(physical, kind.width());
  }

  private AddressRange bytesAround(AddressRange field, int word) {
    return segmentAround(field)
        .map(TextRelocations::bytes)
        .orElseThrow(() -> outside(field.start(), word));
  }

  private Optional<ElfKernel.LoadSegment> segmentAround(AddressRange field) {
    return kernel.segments().stream().filter(s -> bytes(s).contains(field)).findFirst();
  }

  private static AddressRange bytes(ElfKernel.LoadSegment segment) {
    return AddressRange.ofSize(segment.memory().start(), segment.content().remaining());
  }

  private MalformedImageException outside(long physical, int word) {
    return new MalformedImageException(
        kernel.relocationsOffset() + word,
        "relocated field 0x%x lies outside of the segments' bytes".formatted(physical));
  }
}
