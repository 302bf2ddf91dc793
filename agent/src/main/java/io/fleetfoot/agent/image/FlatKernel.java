package io.fleetfoot.agent.image;

import io.fleetfoot.agent.memory.AddressRange;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * A kernel as one flat run of bytes, each at its physical address minus that of the first, which is
 * how it is staged and run in place.
 */
public final class FlatKernel {

  private static final long TWO_MIB = 1L << 21;
  // KERNEL_IMAGE_SIZE with RANDOMIZE_BASE, arch/x86/include/asm/page_64_types.h
  private static final long KERNEL_IMAGE_SIZE = 1L << 30;

  private final ElfKernel kernel;
  private final TextRelocations relocations;
  private final KernelFootprint footprint;
  private final long payloadSize;

  private FlatKernel(
      ElfKernel kernel, TextRelocations relocations, KernelFootprint footprint, long payloadSize) {
    this.kernel = kernel;
    this.relocations = relocations;
    this.footprint = footprint;
    this.payloadSize = payloadSize;
  }

  /**
   * Returns the flat form of {@code kernel}, which was packed in {@code image} or is the image.
   *
   * @throws MalformedImageException if the two do not belong together, or the relocation lists are
   *     damaged
   */
  public static FlatKernel of(KernelImage image, ElfKernel kernel) {
    long base = kernel.span().start();
    if (base != image.preferredAddress()) {
      throw new MalformedImageException(
          0x258,
          "pref_address is 0x%x, but the kernel's first segment is at 0x%x"
              .formatted(image.preferredAddress(), base));
    }
    if (base % TWO_MIB != 0) {
      // __startup_64() would spin without a word
      throw new MalformedImageException(
          0, "the kernel is linked for 0x%x, expected a multiple of 2 MiB".formatted(base));
    }
    KernelFootprint footprint =
        new KernelFootprint(
            fileEnd(kernel) - base,
            Math.max(image.initSize(), kernel.span().size()),
            image.kernelAlignment(),
            kernel.entry() - base);
    long payloadSize = kernel.relocationsOffset() + kernel.relocations().remaining();
    return new FlatKernel(kernel, TextRelocations.parse(kernel), footprint, payloadSize);
  }

  private static long fileEnd(ElfKernel kernel) {
    return kernel.segments().stream()
        .mapToLong(segment -> segment.memory().start() + segment.content().remaining())
        .max()
        .orElseThrow();
  }

  /** Returns what the kernel needs of the memory it is to run in. */
  public KernelFootprint footprint() {
    return footprint;
  }

  /** Returns whether the kernel carries relocations, so that its text can be moved. */
  public boolean isRelocatable() {
    return !relocations.isEmpty();
  }

  /**
   * Draws how far the text is moved from {@code random}, which must be cryptographically strong;
   * {@link KaslrDelta#NONE} if the kernel carries no relocations.
   */
  public KaslrDelta drawDelta(RandomGenerator random) {
    return isRelocatable()
        ? new KaslrDelta(footprint.alignment() * random.nextLong(deltas()))
        : KaslrDelta.NONE;
  }

  // find_random_virt_addr(), arch/x86/boot/compressed/kaslr.c: what moves beyond is a silent reset
  long deltas() {
    long size = AddressRange.alignUp(Math.max(payloadSize, kernel.span().size()), TWO_MIB);
    long room = KERNEL_IMAGE_SIZE - kernel.span().start() - size;
    return room < 0 ? 1 : 1 + room / footprint.alignment();
  }

  /**
   * Writes the image, its text moved by {@code delta}, into {@code destination} from its position
   * on; the position is then behind the last byte. The destination must be off-heap, because the
   * bytes tell the delta.
   *
   * @throws IllegalArgumentException if {@code destination} is on the heap or too small
   */
  public void writeTo(ByteBuffer destination, KaslrDelta delta) {
    requireOffHeap(destination);
    int size = Math.toIntExact(footprint.fileSize());
    if (destination.remaining() < size) {
      throw new IllegalArgumentException(
          "the flat kernel takes %d bytes, the destination has %d"
              .formatted(size, destination.remaining()));
    }
    write(0, destination.slice(destination.position(), size), delta);
    destination.position(destination.position() + size);
  }

  /**
   * Fills {@code window} from its position to its limit with the bytes of the image from {@code
   * offset} on, its text moved by {@code delta}. The window must be off-heap, because the bytes
   * tell the delta.
   *
   * @throws IllegalArgumentException if {@code window} is on the heap or goes beyond the image
   */
  public void write(long offset, ByteBuffer window, KaslrDelta delta) {
    requireOffHeap(window);
    if (offset < 0 || window.remaining() > footprint.fileSize() - offset) {
      throw new IllegalArgumentException(
          "%d bytes from %d on, the flat kernel has %d"
              .formatted(window.remaining(), offset, footprint.fileSize()));
    }
    ByteBuffer image = window.slice();
    copySegments(image, offset);
    if (delta.bytes() != 0) {
      relocations.apply(image, offset, delta);
    }
    window.position(window.limit());
  }

  private static void requireOffHeap(ByteBuffer destination) {
    if (!destination.isDirect()) {
      throw new IllegalArgumentException("the flat kernel must not be written to the Java heap");
    }
  }

  private void copySegments(ByteBuffer image, long offset) {
    long end = 0;
    for (ElfKernel.LoadSegment segment : kernel.segments()) {
      long at = segment.memory().start() - kernel.span().start();
      ByteBuffer content = segment.content();
      zero(image, inside(image, end - offset), inside(image, at - offset));
      end = at + content.remaining();
      int from = inside(image, at - offset);
      int to = inside(image, end - offset);
      if (from < to) {
        image.put(from, content, content.position() + (int) (offset + from - at), to - from);
      }
    }
  }

  private static int inside(ByteBuffer image, long at) {
    return (int) Math.max(0, Math.min(at, image.limit()));
  }

  private static void zero(ByteBuffer image, int from, int to) {
    for (int at = from; at < to; at++) {
      image.put(at, (byte) 0);
    }
  }
}
