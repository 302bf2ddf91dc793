package io.fleetfoot.agent.memory;

import java.util.List;

/**
 * The physical address space as the running kernel has divided it.
 *
 * @param regions the regions in the order of /proc/iomem, a parent before its children
 */
public record MemoryMap(List<MemoryRegion> regions) {

  /** Takes an unmodifiable copy. */
  public MemoryMap {
    regions = List.copyOf(regions);
  }

  /** Returns the ranges of every region called {@code name}, at any depth, in ascending order. */
  public List<AddressRange> named(String name) {
    return regions.stream()
        .filter(region -> region.name().equals(name))
        .map(MemoryRegion::range)
        .sorted((a, b) -> Long.compareUnsigned(a.start(), b.start()))
        .toList();
  }

  /** Returns how many bytes of System RAM there are, reserved regions among them. */
  public long systemRamSize() {
    return regions.stream()
        .filter(region -> region.depth() == 0 && region.name().equals("System RAM"))
        .mapToLong(region -> region.range().size())
        .sum();
  }
}
