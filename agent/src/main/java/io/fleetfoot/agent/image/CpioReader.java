package io.fleetfoot.agent.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Follows cpio archives of the newc format as the kernel does that unpacks them (init/initramfs.c):
 * entries and NUL bytes between them, with or without a trailer. Bytes come in pieces of any
 * length.
 */
final class CpioReader {

  private static final int HEADER = 110;
  private static final int MAGIC = 6;
  private static final int MODE = 14;
  private static final int FILE_SIZE = 54;
  private static final int NAME_SIZE = 94;
  private static final int CHECK = 102;
  private static final int DIGITS = 8;
  private static final int LONGEST_NAME = 4096; // PATH_MAX
  private static final int ALIGNMENT = 4;
  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final String TRAILER = "TRAILER!!!";

  private enum Stage {
    BETWEEN,
    HEADER,
    NAME,
    CONTENT
  }

  private final ByteBuffer collected = ByteBuffer.allocate(LONGEST_NAME);
  private Stage stage = Stage.BETWEEN;
  private long at;
  private long entry;
  private long contentStart;
  private long contentEnd;
  private String name = "";
  private boolean checked;
  private int checksum;
  private int sum;
  private int entries;

  /** Begins at an offset, which counts in errors and for what must be a multiple of four. */
  CpioReader(long at) {
    this.at = at;
  }

  /** Returns the offset of the byte that comes next. */
  long at() {
    return at;
  }

  /** Returns how many files, directories and the like there were. */
  int entries() {
    return entries;
  }

  /**
   * Takes bytes up to the first that stands where an entry may begin and begins none; such a one is
   * left in {@code bytes}.
   *
   * @throws MalformedImageException if an entry is not what the kernel unpacks
   */
  void take(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      switch (stage) {
        case BETWEEN -> {
          if (!begins(bytes)) {
            return;
          }
        }
        case HEADER -> {
          if (collect(bytes, HEADER)) {
            header();
          }
        }
        case NAME -> {
          if (collect(bytes, collected.limit())) {
            name();
          }
        }
        case CONTENT -> content(bytes);
      }
    }
  }

  /**
   * Ends it where the bytes end.
   *
   * @param padded whether the last entry must be filled up to a multiple of four, too
   * @throws MalformedImageException if that is inside of an entry
   */
  void end(boolean padded) {
    boolean whole = stage == Stage.CONTENT && !padded && at >= contentEnd;
    if (stage != Stage.BETWEEN && !whole) {
      throw new MalformedImageException(
          at,
          stage == Stage.CONTENT
              ? "the archive ends inside of cpio entry \"%s\", which begins at 0x%x and reaches to 0x%x"
                  .formatted(name, entry, aligned(contentEnd))
              : "the archive ends inside of the header of a cpio entry, which begins at 0x%x"
                  .formatted(entry));
    }
  }

  private boolean begins(ByteBuffer bytes) {
    byte next = bytes.get(bytes.position());
    if (next == 0) {
      bytes.get();
      at++;
      return true;
    }
    if (at % ALIGNMENT != 0) {
      throw new MalformedImageException(
          at,
          "found 0x%02x behind a cpio entry, wanted NUL up to a multiple of four"
              .formatted(next & 0xff));
    }
    if (next != '0') {
      return false;
    }
    entry = at;
    stage = Stage.HEADER;
    collected.clear();
    return true;
  }

  private boolean collect(ByteBuffer bytes, int wanted) {
    int count = Math.min(bytes.remaining(), wanted - collected.position());
    collected.put(bytes.slice(bytes.position(), count));
    bytes.position(bytes.position() + count);
    at += count;
    return collected.position() == wanted;
  }

  private void header() {
    String magic = text(0, MAGIC);
    if (!magic.equals("070701") && !magic.equals("070702")) {
      throw new MalformedImageException(
          entry,
          "a cpio entry begins with \"%s\", wanted \"070701\" or \"070702\", the newc format (cpio -H newc)"
              .formatted(magic));
    }
    long nameSize = hexadecimal(NAME_SIZE, "c_namesize");
    if (nameSize == 0 || nameSize > LONGEST_NAME) {
      throw new MalformedImageException(
          entry + NAME_SIZE,
          "a cpio entry's name has %d bytes, wanted 1 to %d".formatted(nameSize, LONGEST_NAME));
    }
    checked = magic.equals("070702") && (hexadecimal(MODE, "c_mode") & TYPE) == REGULAR;
    checksum = (int) hexadecimal(CHECK, "c_check");
    contentStart = aligned(at + nameSize);
    contentEnd = contentStart + hexadecimal(FILE_SIZE, "c_filesize");
    stage = Stage.NAME;
    collected.clear().limit((int) nameSize);
  }

  private void name() {
    int last = collected.position() - 1;
    if (collected.get(last) != 0) {
      throw new MalformedImageException(at - 1, "a cpio entry's name does not end with a NUL");
    }
    String whole = text(0, last);
    name = whole.length() <= 80 ? whole : whole.substring(0, 80) + "…";
    if (!whole.equals(TRAILER)) {
      entries++;
    }
    sum = 0;
    if (contentEnd == contentStart) {
      contentEnd = at;
    }
    stage = Stage.CONTENT;
    endOfEntry();
  }

  private void content(ByteBuffer bytes) {
    int count = (int) Math.min(bytes.remaining(), aligned(contentEnd) - at);
    if (checked) {
      for (int i = 0; i < count; i++) {
        boolean inside = at + i >= contentStart && at + i < contentEnd;
        sum += inside ? bytes.get(bytes.position() + i) & 0xff : 0;
      }
    }
    bytes.position(bytes.position() + count);
    at += count;
    endOfEntry();
  }

  private void endOfEntry() {
    if (at < aligned(contentEnd)) {
      return;
    }
    if (checked && sum != checksum) {
      throw new MalformedImageException(
          entry + CHECK,
          "the checksum of cpio entry \"%s\" is 0x%08x, its header says 0x%08x"
              .formatted(name, sum, checksum));
    }
    stage = Stage.BETWEEN;
  }

  private long hexadecimal(int field, String name) {
    long value = 0;
    for (int i = 0; i < DIGITS; i++) {
      int digit = Character.digit(collected.get(field + i), 16);
      if (digit < 0) {
        throw new MalformedImageException(entry + field + i, name + " is not hexadecimal");
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private String text(int from, int length) {
    String text = new String(collected.array(), from, length, StandardCharsets.US_ASCII);
    return text.replaceAll("[^ -~]", "?");
  }

  private static long aligned(long end) {
    return (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
