package io.fleetfoot.agent.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The archives at the start of an initrd that the kernel reads long before it unpacks the rest:
 * microcode and ACPI tables, in uncompressed cpio archives of the newc format (lib/earlycpio.c).
 */
final class EarlyCpio {

  private static final byte[] NEWC = {'0', '7', '0', '7', '0'}; // then 1, or 2 with checksums
  private static final int HEADER = 110;
  private static final int FILE_SIZE = 54;
  private static final int NAME_SIZE = 94;
  private static final int DIGITS = 8;
  private static final int LONGEST_NAME = 4096; // PATH_MAX
  private static final int ALIGNMENT = 4;
  private static final String TRAILER = "TRAILER!!!";

  private final Bytes file;

  private EarlyCpio(ByteBuffer file) {
    this.file = new Bytes(file);
  }

  /** Returns whether {@code file} begins with a cpio archive that is not compressed. */
  static boolean begins(ByteBuffer file) {
    if (file.remaining() < NEWC.length + 1) {
      return false;
    }
    for (int i = 0; i < NEWC.length; i++) {
      if (file.get(file.position() + i) != NEWC[i]) {
        return false;
      }
    }
    byte last = file.get(file.position() + NEWC.length);
    return last == '1' || last == '2';
  }

  /**
   * Returns where the early archives of {@code file} end, 0 if it begins with none.
   *
   * @throws MalformedImageException if an archive at its start is damaged or ends early
   */
  static int end(ByteBuffer file) {
    var archives = new EarlyCpio(file);
    int end = 0;
    for (int at = 0; archives.archiveAt(at); at = archives.skipZeros(end)) {
      Archive archive = archives.archive(at);
      if (!archive.early()) {
        break;
      }
      end = archive.end();
    }
    return end;
  }

  private record Archive(int end, boolean early) {}

  // the kernel looks at every fourth byte only
  private boolean archiveAt(int at) {
    return at % ALIGNMENT == 0 && begins(from(at));
  }

  private Archive archive(int start) {
    boolean early = false;
    int at = start;
    while (true) {
      if (!begins(from(at))) {
        throw new MalformedImageException(at, "a cpio archive has no header where one must be");
      }
      String name = name(at);
      int data = aligned(at + HEADER + hexadecimal(at + NAME_SIZE, "c_namesize"), at);
      int end = aligned(data + hexadecimal(at + FILE_SIZE, "c_filesize"), at);
      if (name.equals(TRAILER)) {
        return new Archive(data, early);
      }
      early |= name.startsWith("kernel/x86/microcode/") || name.startsWith("kernel/firmware/acpi/");
      at = end;
    }
  }

  private String name(int header) {
    long size = hexadecimal(header + NAME_SIZE, "c_namesize");
    if (size == 0 || size > LONGEST_NAME) {
      throw new MalformedImageException(
          header + NAME_SIZE,
          "a cpio entry's name has %d bytes, expected 1 to %d".formatted(size, LONGEST_NAME));
    }
    ByteBuffer name = file.slice(header + HEADER, size, "name of a cpio entry");
    if (name.get((int) size - 1) != 0) {
      throw new MalformedImageException(
          header + HEADER + size - 1, "a cpio entry's name does not end with a NUL");
    }
    return StandardCharsets.ISO_8859_1.decode(name.limit((int) size - 1)).toString();
  }

  // 32 bits, so that sums of a few stay far below 64
  private long hexadecimal(int at, String field) {
    long value = 0;
    for (int i = 0; i < DIGITS; i++) {
      int digit = Character.digit(file.u8(at + i, field), 16);
      if (digit < 0) {
        throw new MalformedImageException(at + i, field + " is not hexadecimal");
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private int aligned(long end, int header) {
    long aligned = (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (end > file.length()) {
      throw new MalformedImageException(
          header,
          "a cpio entry ends at 0x%x, but the file ends at 0x%x".formatted(end, file.length()));
    }
    return (int) Math.min(aligned, file.length());
  }

  private int skipZeros(int from) {
    int at = from;
    while (at < file.length() && file.u8(at, "padding") == 0) {
      at++;
    }
    return at;
  }

  private ByteBuffer from(int at) {
    return file.slice(at, file.length() - at, "cpio archive");
  }
}
