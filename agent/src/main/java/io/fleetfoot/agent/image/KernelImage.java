package io.fleetfoot.agent.image;

import java.nio.ByteBuffer;

/** A kernel as a file that can be staged: packed in a bzImage, or the ELF file itself. */
public sealed interface KernelImage permits BzImage, ElfKernel {

  /**
   * Reads {@code file}, which holds the whole image, as what its first bytes say it is.
   *
   * @throws MalformedImageException if it is no kernel that can be staged, or a damaged one
   */
  static KernelImage parse(ByteBuffer file) {
    if (ElfKernel.begins(file)) {
      return ElfKernel.parseImage(file);
    }
    if (UnifiedKernelImage.begins(file)) {
      throw new MalformedImageException(
          0,
          "this is a unified kernel image, expected a bzImage or vmlinux; take it apart with image"
              + " unpack");
    }
    return BzImage.parse(file);
  }

  /** Returns what {@code uname -r} will say. */
  String release();

  /** Returns how many bytes at its load address the kernel uses before it knows the memory map. */
  long initSize();

  /** Returns the alignment of the load address, at least 2 MiB. */
  long kernelAlignment();

  /** Returns the load address the kernel was linked for. */
  long preferredAddress();

  /** Returns the longest command line the kernel takes, in bytes without the final NUL. */
  long commandLineSize();

  /** Returns whether the kernel can be started with 5-level paging on; false if it does not say. */
  boolean supportsFiveLevelPaging();

  /** Returns whether kernel, initrd and boot_params may lie above 4 GiB. */
  boolean canBeLoadedAbove4Gib();

  /** Returns the setup header, 0x1f1 to its own end, as boot_params takes it at 0x1f1. */
  ByteBuffer setupHeader();
}
