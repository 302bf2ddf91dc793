package io.fleetfoot.agent.memory;

/**
 * One line of /proc/iomem.
 *
 * @param range the physical addresses
 * @param name what the kernel calls them, such as {@code System RAM} or {@code Crash kernel}
 * @param depth how deep the line is nested, 0 at the top
 */
public record MemoryRegion(AddressRange range, String name, int depth) {

  /** Refuses a negative depth. */
  public MemoryRegion {
    if (depth < 0) {
      throw new IllegalArgumentException("depth " + depth + " is negative");
    }
  }
}
