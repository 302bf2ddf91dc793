package io.fleetfoot.agent.kexec;

import io.fleetfoot.agent.memory.AddressRange;
import java.nio.ByteBuffer;

/**
 * Bytes and the physical memory they are loaded to; memory behind the bytes is filled with zeros.
 *
 * @param source an off-heap buffer, its bytes from position to limit; it must stay reachable until
 *     the load has returned
 * @param destination whole pages, not fewer bytes than the source has
 */
public record Segment(ByteBuffer source, AddressRange destination) {

  /** Refuses what no kexec_load(2) takes, and the empty segment that some kernels choke on. */
  public Segment {
    if (!source.isDirect()) {
      throw new IllegalArgumentException(
          "segment for %s has its bytes on the Java heap".formatted(destination));
    }
    if (!source.hasRemaining()) {
      throw new IllegalArgumentException("segment for %s is empty".formatted(destination));
    }
    if (!destination.isAligned(AddressRange.PAGE_SIZE)) {
      throw new IllegalArgumentException(
          "segment destination %s is not made of whole pages".formatted(destination));
    }
    if (Long.compareUnsigned(source.remaining(), destination.size()) > 0) {
      throw new IllegalArgumentException(
          "%d bytes do not fit into %s".formatted(source.remaining(), destination));
    }
    source = source.slice();
  }

  /** Returns the bytes, with a position of their own. */
  @Override
  public ByteBuffer source() {
    return source.duplicate();
  }

  /** Returns the part of the destination that the source's bytes fill. */
  public AddressRange staged() {
    return AddressRange.ofSize(destination.start(), source.remaining());
  }

  /** Returns destination and size; the bytes may tell a secret. */
  @Override
  public String toString() {
    return "%d bytes at %s".formatted(source.remaining(), destination);
  }
}
