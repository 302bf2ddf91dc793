package io.fleetfoot.service.fleet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/** A kernel as a file that agents boot: packed in a bzImage, or the ELF file itself. */
public sealed interface KernelFile permits BzImage, ElfKernel {

  /**
   * Reads as much of the file as it takes to know which kernel it is.
   *
   * @throws IllegalArgumentException with the offset, if it is no kernel that agents boot
   * @throws IOException if the file cannot be read
   */
  static KernelFile read(InputStream file) throws IOException {
    byte[] head = file.readNBytes(BzImage.HEAD_BYTES);
    return ElfKernel.begins(head)
        ? ElfKernel.read(head, new SequenceInputStream(new ByteArrayInputStream(head), file))
        : BzImage.parse(head);
  }

  /** Returns what the kernel says of itself. */
  String version();

  /** Returns which release the kernel is. */
  KernelRelease release();
}
