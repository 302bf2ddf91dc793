package io.fleetfoot.agent.image;

import io.fleetfoot.agent.memory.AddressRange;
import java.nio.ByteBuffer;
import java.util.List;

/** An uncompressed x86_64 kernel, as it comes out of a bzImage. */
public final class ElfKernel {

  /**
   * One PT_LOAD program header.
   *
   * @param content the bytes from the file
   * @param memory where they and the zeros behind them lie, by p_paddr
   */
  public record LoadSegment(ByteBuffer content, AddressRange memory) {}

  private final List<LoadSegment> segments;
  private final long entry;
  private final AddressRange span;
  private final ByteBuffer relocations;

  private ElfKernel(
      List<LoadSegment> segments, long entry, AddressRange span, ByteBuffer relocations) {
    this.segments = segments;
    this.entry = entry;
    this.span = span;
    this.relocations = relocations;
  }

  /**
   * Reads the headers of {@code file}, which holds the whole kernel.
   *
   * @throws MalformedImageException if it is no 64-bit x86 kernel with a physical entry point
   */
  public static ElfKernel parse(ByteBuffer file) {
    throw new UnsupportedOperationException();
  }

  /** Returns the PT_LOAD segments in ascending order of physical address; they do not overlap. */
  public List<LoadSegment> segments() {
    return segments;
  }

  /** Returns the physical entry point the kernel was linked for. */
  public long entry() {
    return entry;
  }

  /** Returns the physical memory from the first to the last byte of all segments. */
  public AddressRange span() {
    return span;
  }

  /** Returns the bytes behind the section headers: the kernel's relocation lists, or nothing. */
  public ByteBuffer relocations() {
    return relocations.duplicate().order(relocations.order());
  }
}
