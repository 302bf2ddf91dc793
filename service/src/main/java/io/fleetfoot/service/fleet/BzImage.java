package io.fleetfoot.service.fleet;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The beginning of an x86 kernel file, as Documentation/arch/x86/boot.rst lays it out.
 *
 * @param version what the kernel says of itself: its release, then who built it and when
 */
public record BzImage(String version) implements KernelFile {

  /** How many bytes of a file hold all that is read here: the version lies in a 16-bit offset. */
  public static final int HEAD_BYTES = 0x200 + 0xffff + 1;

  private static final int SECTOR = 0x200;
  private static final int SETUP_SECTORS = 0x1f1;
  private static final int SETUP_SECTORS_WHEN_ZERO = 4;
  private static final int BOOT_FLAG = 0x1fe;
  private static final int BOOT_FLAG_VALUE = 0xaa55;
  private static final int HEADER = 0x202;
  private static final byte[] HEADER_VALUE = "HdrS".getBytes(StandardCharsets.US_ASCII);
  private static final int KERNEL_VERSION = 0x20e;
  private static final int HEADER_END = 0x210;

  /**
   * Reads the beginning of a kernel file.
   *
   * @throws IllegalArgumentException with the offset, if it is not that of a bzImage
   */
  public static BzImage parse(byte[] head) {
    if (head.length < HEADER_END) {
      throw new IllegalArgumentException(
          "the kernel file has %d bytes, a bzImage has more than %d"
              .formatted(head.length, HEADER_END));
    }
    requireBootFlag(head);
    requireHeader(head);
    return new BzImage(version(head));
  }

  /** Says which release the kernel is: the first word of its version. */
  @Override
  public KernelRelease release() {
    return new KernelRelease(version.split(" ", 2)[0]);
  }

  private static void requireBootFlag(byte[] head) {
    int found = le16(head, BOOT_FLAG);
    if (found != BOOT_FLAG_VALUE) {
      throw new IllegalArgumentException(
          "boot flag of the kernel file at 0x%x is 0x%04x, expected 0x%04x; is this a bzImage?"
              .formatted(BOOT_FLAG, found, BOOT_FLAG_VALUE));
    }
  }

  private static void requireHeader(byte[] head) {
    int end = HEADER + HEADER_VALUE.length;
    if (!Arrays.equals(head, HEADER, end, HEADER_VALUE, 0, HEADER_VALUE.length)) {
      throw new IllegalArgumentException(
          "setup header magic of the kernel file at 0x%x is 0x%04x%04x, expected HdrS; is this an EFI zboot image?"
              .formatted(HEADER, le16(head, HEADER + 2), le16(head, HEADER)));
    }
  }

  private static String version(byte[] head) {
    int pointer = le16(head, KERNEL_VERSION);
    int sectors = Byte.toUnsignedInt(head[SETUP_SECTORS]);
    int setupEnd = ((sectors == 0 ? SETUP_SECTORS_WHEN_ZERO : sectors) + 1) * SECTOR;
    int limit = Math.min(setupEnd, head.length);
    int start = pointer + SECTOR;
    if (pointer == 0 || start >= limit) {
      throw new IllegalArgumentException(
          "kernel version pointer at 0x%x is 0x%x, expected one into the setup code, which ends at 0x%x"
              .formatted(KERNEL_VERSION, pointer, limit));
    }
    int end = start;
    while (end < limit && head[end] != 0) {
      end++;
    }
    if (end == limit || end == start || head[start] == ' ') {
      throw new IllegalArgumentException(
          "no kernel version with an end stands at 0x%x, where the pointer at 0x%x leads"
              .formatted(start, KERNEL_VERSION));
    }
    return new String(head, start, end - start, StandardCharsets.US_ASCII);
  }

  private static int le16(byte[] bytes, int offset) {
    return Byte.toUnsignedInt(bytes[offset]) | Byte.toUnsignedInt(bytes[offset + 1]) << Byte.SIZE;
  }
}
