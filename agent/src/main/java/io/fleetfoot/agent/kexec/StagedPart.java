package io.fleetfoot.agent.kexec;

import io.fleetfoot.agent.memory.AddressRange;

/**
 * Bytes and the reserved memory they are staged to; memory behind the bytes is filled with zeros.
 *
 * @param contents the bytes
 * @param destination whole pages, not fewer bytes than there are
 */
public record StagedPart(Contents contents, AddressRange destination) {

  /** Refuses what {@link Segment} refuses. */
  public StagedPart {
    if (contents.size() <= 0) {
      throw new IllegalArgumentException("part for %s is empty".formatted(destination));
    }
    if (!destination.isAligned(AddressRange.PAGE_SIZE)) {
      throw new IllegalArgumentException(
          "part destination %s is not made of whole pages".formatted(destination));
    }
    if (Long.compareUnsigned(contents.size(), destination.size()) > 0) {
      throw new IllegalArgumentException(
          "%d bytes do not fit into %s".formatted(contents.size(), destination));
    }
  }

  /** Returns the part of the destination that the bytes fill. */
  public AddressRange staged() {
    return AddressRange.ofSize(destination.start(), contents.size());
  }
}
