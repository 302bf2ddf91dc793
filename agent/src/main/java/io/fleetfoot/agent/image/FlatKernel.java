package io.fleetfoot.agent.image;

import java.nio.ByteBuffer;

/**
 * A kernel as one flat run of bytes, each at its physical address minus that of the first, which is
 * how it is staged and run in place.
 */
public final class FlatKernel {

  private final ElfKernel kernel;
  private final KernelFootprint footprint;

  private FlatKernel(ElfKernel kernel, KernelFootprint footprint) {
    this.kernel = kernel;
    this.footprint = footprint;
  }

  /**
   * Returns the flat form of {@code kernel}, which was packed in {@code image}.
   *
   * @throws MalformedImageException if the two do not belong together, or the relocation lists are
   *     damaged
   */
  public static FlatKernel of(BzImage image, ElfKernel kernel) {
    throw new UnsupportedOperationException();
  }

  /** Returns what the kernel needs of the memory it is to run in. */
  public KernelFootprint footprint() {
    return footprint;
  }

  /** Returns whether the kernel carries relocations, so that its text can be moved. */
  public boolean isRelocatable() {
    return kernel.relocations().hasRemaining();
  }

  /**
   * Writes the image, its text moved by {@code delta}, into {@code destination} from its position
   * on; the position is then behind the last byte. The destination must be off-heap, because the
   * bytes tell the delta.
   *
   * @throws IllegalArgumentException if {@code destination} is on the heap, read-only or too small
   */
  public void writeTo(ByteBuffer destination, KaslrDelta delta) {
    throw new UnsupportedOperationException();
  }
}
