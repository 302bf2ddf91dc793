package io.fleetfoot.agent.image;

/**
 * What a flat kernel needs of the memory it is to run in.
 *
 * @param fileSize how many bytes are staged
 * @param memorySize how many bytes must be free at its place, with bss and brk
 * @param alignment what its address must be a multiple of
 * @param entryOffset where to jump to, from its first byte
 */
public record KernelFootprint(long fileSize, long memorySize, long alignment, long entryOffset) {

  private static final long MIN_ALIGNMENT = 1L << 21;

  /** Refuses sizes and offsets that do not fit each other. */
  public KernelFootprint {
    if (fileSize <= 0 || memorySize < fileSize) {
      throw new IllegalArgumentException(
          "a kernel of %d bytes cannot lie in %d".formatted(fileSize, memorySize));
    }
    if (alignment < MIN_ALIGNMENT || Long.bitCount(alignment) != 1) {
      throw new IllegalArgumentException(
          "kernel alignment is 0x%x, expected a power of two of at least 2 MiB"
              .formatted(alignment));
    }
    if (entryOffset < 0 || entryOffset >= fileSize) {
      throw new IllegalArgumentException(
          "entry at 0x%x is not among the %d bytes of the kernel".formatted(entryOffset, fileSize));
    }
  }
}
