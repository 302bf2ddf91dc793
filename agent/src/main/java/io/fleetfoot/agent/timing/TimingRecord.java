package io.fleetfoot.agent.timing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The bytes that cross the kexec in a setup_data node. They are world-readable in the next kernel,
 * so nothing in them is secret.
 *
 * <p>64 bytes, little-endian: magic (4), version (2), length of the exec id (2), frequency (8),
 * launcher entered (8), launcher left (8), exec id (32).
 *
 * @param execId which execution this is, 1 to 32 printable ASCII characters without spaces
 * @param hertz the frequency of the time stamp counter as the old kernel knew it, 0 if it did not
 * @param launcherEntered the counter at the launcher's first instruction, 0 before it ran
 * @param launcherLeft the counter just before the jump to the kernel, 0 before it ran
 */
public record TimingRecord(String execId, long hertz, long launcherEntered, long launcherLeft) {

  /** The type of the setup_data node: "FLFT". Unknown to the kernel, so it is kept and ignored. */
  public static final int SETUP_DATA_TYPE = 0x464c4654;

  /** Length of the record in bytes. */
  public static final int SIZE = 64;

  /** Offset of {@code launcherEntered} in the bytes. */
  public static final int LAUNCHER_ENTERED_OFFSET = 16;

  /** Offset of {@code launcherLeft} in the bytes. */
  public static final int LAUNCHER_LEFT_OFFSET = 24;

  private static final int VERSION = 1;
  private static final int VERSION_OFFSET = 4;
  private static final int LENGTH_OFFSET = 6;
  private static final int HERTZ_OFFSET = 8;
  private static final int EXEC_ID_OFFSET = 32;
  private static final int LONGEST_EXEC_ID = 32;

  /** Refuses an exec id that does not fit. */
  public TimingRecord {
    boolean printable = execId.chars().allMatch(c -> c > ' ' && c <= '~');
    if (execId.isEmpty() || execId.length() > LONGEST_EXEC_ID || !printable) {
      throw new IllegalArgumentException(
          "exec id \"%s\" is not 1 to 32 printable ASCII characters".formatted(execId));
    }
  }

  /** Returns the record of an execution that has not happened yet. */
  public static TimingRecord ahead(String execId, long hertz) {
    return new TimingRecord(execId, hertz, 0, 0);
  }

  /**
   * Reads a record; bytes behind it are ignored.
   *
   * @throws IllegalArgumentException if {@code bytes} are not a record of a version known here
   */
  public static TimingRecord parse(byte[] bytes) {
    if (bytes.length < SIZE) {
      throw new IllegalArgumentException(
          "timing record has %d bytes, expected %d".formatted(bytes.length, SIZE));
    }
    ByteBuffer record = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int magic = record.getInt(0);
    if (magic != SETUP_DATA_TYPE) {
      throw new IllegalArgumentException(
          "timing record begins with 0x%08x, expected 0x%08x".formatted(magic, SETUP_DATA_TYPE));
    }
    int version = Short.toUnsignedInt(record.getShort(VERSION_OFFSET));
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "timing record is of version %d, expected %d".formatted(version, VERSION));
    }
    return new TimingRecord(
        execId(bytes, Short.toUnsignedInt(record.getShort(LENGTH_OFFSET))),
        record.getLong(HERTZ_OFFSET),
        record.getLong(LAUNCHER_ENTERED_OFFSET),
        record.getLong(LAUNCHER_LEFT_OFFSET));
  }

  private static String execId(byte[] bytes, int length) {
    if (length > LONGEST_EXEC_ID) {
      throw new IllegalArgumentException(
          "timing record has an exec id of %d bytes, expected at most %d"
              .formatted(length, LONGEST_EXEC_ID));
    }
    return new String(bytes, EXEC_ID_OFFSET, length, StandardCharsets.ISO_8859_1);
  }

  /** Returns the {@value #SIZE} bytes. */
  public byte[] format() {
    ByteBuffer record = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    record.putInt(0, SETUP_DATA_TYPE);
    record.putShort(VERSION_OFFSET, (short) VERSION);
    record.putShort(LENGTH_OFFSET, (short) execId.length());
    record.putLong(HERTZ_OFFSET, hertz);
    record.putLong(LAUNCHER_ENTERED_OFFSET, launcherEntered);
    record.putLong(LAUNCHER_LEFT_OFFSET, launcherLeft);
    record.put(EXEC_ID_OFFSET, execId.getBytes(StandardCharsets.US_ASCII));
    return record.array();
  }

  /** Returns whether the launcher has stamped the record. */
  public boolean isStamped() {
    return launcherEntered != 0 && launcherLeft != 0;
  }
}
