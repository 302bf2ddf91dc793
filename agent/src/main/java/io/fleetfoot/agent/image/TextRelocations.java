package io.fleetfoot.agent.image;

import io.fleetfoot.agent.memory.AddressRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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

    void apply(ByteBuffer image, int at, long delta) {
      switch (this) {
        case ADD_32 -> image.putInt(at, image.getInt(at) + (int) delta);
        case SUBTRACT_32 -> image.putInt(at, image.getInt(at) - (int) delta);
        case ADD_64 -> image.putLong(at, image.getLong(at) + delta);
      }
    }
  }

  /** What is done with each field. */
  private interface Visitor {
    void field(Kind kind, int at);
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
    relocations.forEach((kind, at) -> {});
    return relocations;
  }

  boolean isEmpty() {
    return lists == 0;
  }

  /** Moves the text in {@code image}, the flat kernel from 0 to its limit. */
  void apply(ByteBuffer image, KaslrDelta delta) {
    ByteBuffer target = image.order(ByteOrder.LITTLE_ENDIAN);
    forEach((kind, at) -> kind.apply(target, at, delta.bytes()));
  }

  private void forEach(Visitor visitor) {
    Kind[] kinds =
        lists == 3
            ? new Kind[] {Kind.ADD_32, Kind.SUBTRACT_32, Kind.ADD_64}
            : new Kind[] {Kind.ADD_32, Kind.ADD_64};
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
      visitor.field(kind, (int) (physical - kernel.span().start()));
    }
  }

  private AddressRange field(long physical, Kind kind, int word) {
    if (physical < 0) {
      throw outside(physical, word);
    }
    return AddressRange.ofSize(physical, kind.width());
  }

  private AddressRange bytesAround(AddressRange field, int word) {
    for (ElfKernel.LoadSegment segment : kernel.segments()) {
      AddressRange bytes =
          AddressRange.ofSize(segment.memory().start(), segment.content().remaining());
      if (bytes.contains(field)) {
        return bytes;
      }
    }
    throw outside(field.start(), word);
  }

  private MalformedImageException outside(long physical, int word) {
    return new MalformedImageException(
        kernel.relocationsOffset() + word,
        "relocated field 0x%x lies outside of the segments' bytes".formatted(physical));
  }
}
