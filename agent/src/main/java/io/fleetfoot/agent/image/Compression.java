package io.fleetfoot.agent.image;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** How the kernel inside a bzImage is packed (Documentation/arch/x86/boot.rst, payload_offset). */
public enum Compression {
  /** RFC 1952; its own ISIZE field stands where the others have the size trailer. */
  GZIP(0x1f, 0x8b),
  /** The legacy frame of lz4: blocks of 8 MiB without an end mark. */
  LZ4(0x02, 0x21, 0x4c, 0x18),
  /** RFC 8878, with windows of up to 128 MiB. */
  ZSTD(0x28, 0xb5, 0x2f, 0xfd),
  /** As bzip2 writes it. */
  BZIP2(0x42, 0x5a, 0x68),
  /** The .lzma format, without magic or checksum: what kbuild's lzma -9 begins with. */
  LZMA(0x5d, 0x00, 0x00),
  /** With the x86 BCJ filter and a CRC32, as scripts/xz_wrap.sh makes it. */
  XZ(0xfd, 0x37, 0x7a, 0x58),
  /** The file format of lzop. */
  LZO(0x89, 0x4c, 0x5a, 0x4f),
  /** Not at all: the ELF file as it is, with or without a size trailer. */
  NONE(0x7f, 0x45, 0x4c, 0x46);

  private final int[] magic;

  Compression(int... magic) {
    this.magic = magic;
  }

  /** Returns the compression whose magic {@code payload} begins with. */
  public static Optional<Compression> of(ByteBuffer payload) {
    return Arrays.stream(values()).filter(compression -> compression.begins(payload)).findFirst();
  }

  private boolean begins(ByteBuffer payload) {
    if (payload.remaining() < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((payload.get(payload.position() + i) & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
