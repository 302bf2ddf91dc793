package io.fleetfoot.agent.kexec;

import io.fleetfoot.agent.memory.AddressRange;
import io.fleetfoot.agent.memory.MemoryMap;
import java.util.List;
import java.util.Optional;

/**
 * Memory that the running kernel keeps free for another one.
 *
 * @param range the physical addresses
 * @param name its name in /proc/iomem
 */
public record ReservedRegion(AddressRange range, String name) {

  /** The name of the region that {@code crashkernel=} reserves. */
  public static final String CRASH_KERNEL = "Crash kernel";

  /** What the region of quick kexec is called, where the configuration says nothing else. */
  public static final String QUICK_KEXEC = "Quick kexec";

  private static final long CONTROL_PAGES = 1L << 20;

  /** Returns the regions called {@code name}, in ascending order. */
  public static List<ReservedRegion> allNamed(String name, MemoryMap map) {
    return map.named(name).stream().map(range -> new ReservedRegion(range, name)).toList();
  }

  /**
   * Returns the highest region called {@code name}. With {@code crashkernel=…,high} there are two,
   * and the kernel takes loads into the higher one only.
   */
  public static Optional<ReservedRegion> highestNamed(String name, MemoryMap map) {
    List<ReservedRegion> regions = allNamed(name, map);
    return regions.isEmpty() ? Optional.empty() : Optional.of(regions.get(regions.size() - 1));
  }

  /**
   * Returns what is left of it behind the control pages, which the kernel takes from the region's
   * start when it loads segments that do not lie there; empty where it has no more than those.
   *
   * <p>They are few, and a page more for each GiB of RAM where a processor has no pages of 1 GiB
   * (arch/x86/kernel/machine_kexec_64.c, init_pgtable): a MiB is room for 200 of them.
   */
  public ReservedRegion withoutControlPages(MemoryMap memory) {
    long ram =
        memory.named("System RAM").stream().mapToLong(AddressRange::end).reduce(0, Long::max);
    return withoutFirst(CONTROL_PAGES + AddressRange.PAGE_SIZE * (ram >>> 30));
  }

  private ReservedRegion withoutFirst(long bytes) {
    long start =
        Long.compareUnsigned(range.size(), bytes) < 0 ? range.end() : range.start() + bytes;
    return new ReservedRegion(new AddressRange(start, range.end()), name);
  }

  /** Returns name and range, as {@code Crash kernel [0x1b000000, 0x2b000000)}. */
  @Override
  public String toString() {
    return name + " " + range;
  }
}
