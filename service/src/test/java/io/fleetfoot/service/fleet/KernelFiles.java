package io.fleetfoot.service.fleet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Makes the beginnings of kernel files for tests. */
public final class KernelFiles {

  private static final int VERSION_AT = 0x3000;

  /** Where the banner of a vmlinux stands: in its second segment, [0x2000, 0x4000) of the file. */
  static final int BANNER_AT = 0x2100;

  private KernelFiles() {}

  /** A file with all that {@link BzImage} reads, and nothing that could boot. */
  public static byte[] bzImage(String version) {
    ByteBuffer file = ByteBuffer.allocate(0x8000).order(ByteOrder.LITTLE_ENDIAN);
    file.put(0x1f1, (byte) 27);
    file.putShort(0x1fe, (short) 0xaa55);
    file.put(0x202, "HdrS".getBytes(StandardCharsets.US_ASCII));
    file.putShort(0x20e, (short) (VERSION_AT - 0x200));
    file.put(VERSION_AT, version.getBytes(StandardCharsets.US_ASCII));
    return file.array();
  }

  /** An ELF file with all that {@link ElfKernel} reads, and nothing that could boot. */
  public static byte[] vmlinux(String banner) {
    ByteBuffer file = ByteBuffer.allocate(0x5000).order(ByteOrder.LITTLE_ENDIAN);
    file.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
    file.putShort(0x10, (short) 2);
    file.putShort(0x12, (short) 62);
    file.putLong(0x18, 0x1000000);
    file.putLong(0x20, 0x40);
    file.putLong(0x28, 0x4f00);
    file.putShort(0x36, (short) 56);
    file.putShort(0x38, (short) 3);
    file.putShort(0x3a, (short) 64);
    file.putShort(0x3c, (short) 4);
    load(file, 0x40, 0x1000, 0x1000000, 0x1000, 0x1000);
    load(file, 0x78, 0x2000, 0x1001000, 0x2000, 0x200000);
    file.putInt(0xb0, 4);
    file.put(BANNER_AT, banner.getBytes(StandardCharsets.US_ASCII));
    return file.array();
  }

  private static void load(
      ByteBuffer file, int at, long offset, long address, long fileSize, long memorySize) {
    file.putInt(at, 1);
    file.putLong(at + 0x8, offset);
    file.putLong(at + 0x18, address);
    file.putLong(at + 0x20, fileSize);
    file.putLong(at + 0x28, memorySize);
  }
}
