package io.fleetfoot.agent.kexec;

import io.fleetfoot.agent.image.SetupData;

/**
 * The record that the launcher stamps and the next kernel shows under
 * /sys/kernel/boot_params/setup_data.
 *
 * @param node the setup_data node, world-readable in the next kernel
 * @param enteredOffset where in its payload the launcher's first reading of the time stamp counter
 *     goes, eight bytes
 * @param leftOffset where the reading just before the jump goes, eight bytes
 */
public record LauncherRecord(SetupData node, int enteredOffset, int leftOffset) {

  /** Refuses offsets outside of the payload. */
  public LauncherRecord {
    int last = node.size() - SetupData.HEADER_SIZE - Long.BYTES;
    if (enteredOffset < 0 || enteredOffset > last || leftOffset < 0 || leftOffset > last) {
      throw new IllegalArgumentException(
          "stamps at %d and %d do not lie in the record %s"
              .formatted(enteredOffset, leftOffset, node));
    }
  }
}
