package io.fleetfoot.agent.image;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lzo.LzoDecompressor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;

/**
 * Unpacks what {@code lzop} packed: a header, then blocks with their sizes and checksums before
 * them (lzop's own source, conf.h and p_lzo.c; lib/decompress_unlzo.c reads the same).
 */
final class LzopPayload {

  private static final int MAGIC_LENGTH = 9;
  private static final int VERSION_WITH_LEVEL = 0x0940;
  private static final int ADLER32_UNPACKED = 0x1;
  private static final int ADLER32_PACKED = 0x2;
  private static final int CRC32_UNPACKED = 0x100;
  private static final int CRC32_PACKED = 0x200;
  private static final int FILTER = 0x800;
  // MAX_BLOCK_SIZE of lzop
  private static final int LARGEST_BLOCK = 64 << 20;

  private final ByteBuffer packed;
  private final long offset;
  private final ByteBuffer unpacked;
  private final LzoDecompressor decompressor = new LzoDecompressor();

  /**
   * Unpacks {@code packed}, which lies at {@code offset} of its file, into what remains of {@code
   * unpacked}.
   */
  LzopPayload(ByteBuffer packed, long offset, ByteBuffer unpacked) {
    this.packed = packed.slice().order(ByteOrder.BIG_ENDIAN);
    this.offset = offset;
    this.unpacked = unpacked;
  }

  /**
   * @throws MalformedImageException if the data is damaged or unpacks to more than fits
   */
  void unpack() {
    unpack(block -> unpacked.position(unpacked.position() + block.remaining()));
  }

  /**
   * Hands each block over as soon as it is unpacked, and returns how long the packed data are.
   *
   * @throws MalformedImageException if the data is damaged or a block is larger than fits
   */
  int unpack(Consumer<ByteBuffer> taker) {
    int flags = header();
    for (int length = size("unpacked size"); length != 0; length = size("unpacked size")) {
      taker.accept(block(length, flags));
    }
    return packed.position();
  }

  private int header() {
    skip(MAGIC_LENGTH, "magic");
    int version = u16("version");
    skip(Short.BYTES, "library version");
    boolean level = version >= VERSION_WITH_LEVEL;
    if (level) {
      skip(Short.BYTES, "version needed");
    }
    skip(1, "method");
    if (level) {
      skip(1, "level");
    }
    int flags = (int) u32("flags");
    if ((flags & FILTER) != 0) {
      throw damaged("the lzo payload is filtered, expected none");
    }
    skip(Integer.BYTES, "mode");
    skip(level ? 2 * Integer.BYTES : Integer.BYTES, "time");
    skip(u8("name length"), "name");
    skip(Integer.BYTES, "header checksum");
    return flags;
  }

  private ByteBuffer block(int length, int flags) {
    int packedLength = size("packed size");
    boolean stored = packedLength == length;
    long adler = (flags & ADLER32_UNPACKED) == 0 ? -1 : u32("checksum");
    long crc = (flags & CRC32_UNPACKED) == 0 ? -1 : u32("checksum");
    if (!stored) {
      skip((flags & ADLER32_PACKED) == 0 ? 0 : Integer.BYTES, "checksum");
      skip((flags & CRC32_PACKED) == 0 ? 0 : Integer.BYTES, "checksum");
    }
    require(packedLength, "a block");
    if (length > unpacked.remaining()) {
      throw damaged(
          "an lzo block unpacks to %d bytes, at most %d fit"
              .formatted(length, unpacked.remaining()));
    }
    ByteBuffer source = packed.slice(packed.position(), packedLength);
    ByteBuffer target = unpacked.slice(unpacked.position(), length);
    if (stored) {
      target.put(source);
    } else {
      decompress(source, target);
    }
    requireChecksum(new Adler32(), adler, target.flip());
    requireChecksum(new CRC32(), crc, target.rewind());
    packed.position(packed.position() + packedLength);
    return target.rewind();
  }

  private void decompress(ByteBuffer source, ByteBuffer target) {
    int wanted = target.remaining();
    try {
      decompressor.decompress(source, target);
    } catch (MalformedInputException | IllegalArgumentException e) {
      throw damaged("an lzo block is damaged or larger than it may be: " + e.getMessage());
    }
    if (target.position() != wanted) {
      throw damaged(
          "an lzo block unpacks to %d bytes, its header says %d"
              .formatted(target.position(), wanted));
    }
  }

  private void requireChecksum(Checksum checksum, long wanted, ByteBuffer bytes) {
    if (wanted < 0) {
      return;
    }
    checksum.update(bytes);
    if (checksum.getValue() != wanted) {
      throw damaged(
          "an lzo block's checksum is 0x%08x, expected 0x%08x"
              .formatted(checksum.getValue(), wanted));
    }
  }

  private int size(String field) {
    long size = u32(field);
    if (size > LARGEST_BLOCK) {
      throw damaged("%s of an lzo block is %d, at most %d".formatted(field, size, LARGEST_BLOCK));
    }
    return (int) size;
  }

  private int u8(String field) {
    require(1, field);
    return packed.get() & 0xff;
  }

  private int u16(String field) {
    require(Short.BYTES, field);
    return packed.getShort() & 0xffff;
  }

  private long u32(String field) {
    require(Integer.BYTES, field);
    return Integer.toUnsignedLong(packed.getInt());
  }

  private void skip(int length, String field) {
    require(length, field);
    packed.position(packed.position() + length);
  }

  private void require(int length, String field) {
    if (length > packed.remaining()) {
      throw damaged(
          "the lzo payload ends early: %s needs %d bytes, %d are left"
              .formatted(field, length, packed.remaining()));
    }
  }

  private MalformedImageException damaged(String reason) {
    return new MalformedImageException(offset + packed.position(), reason);
  }
}
