package io.fleetfoot.agent.timing;

/**
 * The bytes that cross the kexec in a setup_data node. They are world-readable in the next kernel,
 * so nothing in them is secret.
 *
 * @param execId which execution this is, 1 to 32 printable ASCII characters
 * @param hertz the frequency of the time stamp counter as the old kernel knew it, 0 if it did not
 * @param launcherEntered the counter at the launcher's first instruction, 0 before it ran
 * @param launcherLeft the counter just before the jump to the kernel, 0 before it ran
 */
public record TimingRecord(String execId, long hertz, long launcherEntered, long launcherLeft) {

  /** The type of the setup_data node: "FLFT". Unknown to the kernel, so it is kept and ignored. */
  public static final int SETUP_DATA_TYPE = 0x464c4654;

  /** Offset of {@code launcherEntered} in the bytes. */
  public static final int LAUNCHER_ENTERED_OFFSET = 16;

  /** Offset of {@code launcherLeft} in the bytes. */
  public static final int LAUNCHER_LEFT_OFFSET = 24;

  /** Returns the record of an execution that has not happened yet. */
  public static TimingRecord ahead(String execId, long hertz) {
    return new TimingRecord(execId, hertz, 0, 0);
  }

  /**
   * Reads a record.
   *
   * @throws IllegalArgumentException if {@code bytes} are not a record of a version known here
   */
  public static TimingRecord parse(byte[] bytes) {
    throw new UnsupportedOperationException();
  }

  /** Returns the bytes. */
  public byte[] format() {
    throw new UnsupportedOperationException();
  }

  /** Returns whether the launcher has stamped the record. */
  public boolean isStamped() {
    return launcherEntered != 0 && launcherLeft != 0;
  }
}
