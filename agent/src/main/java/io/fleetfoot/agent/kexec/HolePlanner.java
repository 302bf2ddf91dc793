package io.fleetfoot.agent.kexec;

import io.fleetfoot.agent.image.KernelFootprint;
import io.fleetfoot.agent.memory.AddressRange;
import io.fleetfoot.agent.memory.MemoryMap;
import io.fleetfoot.agent.memory.MemoryRegion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds places for kernel, initrd and launcher in the memory that the running kernel uses itself.
 *
 * <p>kexec_load(2) takes any address for an ordinary image. So only System RAM is taken, nothing
 * that /proc/iomem shows inside of it (the running kernel, reserved regions, a log kept by
 * ramoops), and nothing of the first 16 MiB, where firmware and old devices have their tables.
 */
public final class HolePlanner {
  private static final String SYSTEM_RAM = "System RAM";
  private static final long LOWEST = 1L << 24;
  private static final long TWO_MIB = 1L << 21;
  // see KexecPlanner
  private static final long INITRD_SKEW = 0x21000;

  private final List<AddressRange> holes;

  private HolePlanner(MemoryMap memory, long limit) {
    this.holes = new ArrayList<>();
    List<MemoryRegion> regions = memory.regions();
    for (MemoryRegion region : regions) {
      if (region.depth() == 0 && region.name().equals(SYSTEM_RAM)) {
        add(region.range().start(), region.range().end(), limit);
      }
    }
    regions.stream().filter(region -> region.depth() > 0).forEach(r -> remove(r.range()));
  }

  /**
   * Returns where kernel and initrd go, and where the launcher does, or why there is no place.
   *
   * @param limit the first address that the kernel cannot be told of, unsigned
   * @param initrdSize 0 for a kernel that needs no initrd
   */
  public static PlanDecision plan(
      MemoryMap memory, KernelFootprint footprint, long initrdSize, long limit) {
    Optional<SlotLayout> layout = new HolePlanner(memory, limit).layout(footprint, initrdSize);
    if (layout.isEmpty() || tooLarge(memory, footprint, initrdSize)) {
      return refuse(memory, footprint, initrdSize);
    }
    SlotLayout places = layout.get();
    // bss and brk stay free, and are not copied: the kernel clears them itself
    AddressRange bytes = pages(places.kernel().start(), footprint.fileSize());
    return new KexecPlan(
        new ReservedRegion(new AddressRange(LOWEST, end(memory)), SYSTEM_RAM),
        places,
        bytes,
        places.kernel().start() + footprint.entryOffset());
  }

  /** Returns why there is no place for a kernel and an initrd of {@code initrdSize} bytes. */
  public static Optional<PlanRefusal> refusal(
      MemoryMap memory, KernelFootprint footprint, long initrdSize, long limit) {
    boolean fits =
        !tooLarge(memory, footprint, initrdSize)
            && new HolePlanner(memory, limit).layout(footprint, initrdSize).isPresent();
    return fits ? Optional.empty() : Optional.of(refuse(memory, footprint, initrdSize));
  }

  // kernel/kexec_core.c, sanity_check_segment_list(): no image of more than half of the memory
  private static boolean tooLarge(MemoryMap memory, KernelFootprint footprint, long initrd) {
    long bytes = footprint.fileSize() + initrd + KexecPlanner.LAUNCHER_WINDOW;
    return Long.compareUnsigned(bytes, memory.systemRamSize() / 2) > 0;
  }

  private static PlanRefusal refuse(MemoryMap memory, KernelFootprint footprint, long initrd) {
    return new PlanRefusal(
        "%d MiB of RAM without such holes".formatted(memory.systemRamSize() >>> 20),
        "holes of %d MiB for the kernel and %d MiB for the initrd, of half of the memory at most"
            .formatted(footprint.memorySize() >>> 20, initrd >>> 20),
        "use a smaller initrd or a host with more RAM");
  }

  private Optional<SlotLayout> layout(KernelFootprint footprint, long initrd) {
    Optional<AddressRange> kernel = take(footprint.memorySize(), footprint.alignment(), 0);
    Optional<AddressRange> files =
        initrd == 0 ? Optional.empty() : take(initrd, TWO_MIB, INITRD_SKEW);
    Optional<AddressRange> launcher = take(KexecPlanner.LAUNCHER_WINDOW, AddressRange.PAGE_SIZE, 0);
    if (kernel.isEmpty() || files.isEmpty() && initrd > 0 || launcher.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new SlotLayout(
            kernel.get(),
            files.map(place -> AddressRange.ofSize(place.start(), initrd)),
            launcher.get()));
  }

  /** Takes whole pages out of the lowest hole that has them. */
  private Optional<AddressRange> take(long size, long alignment, long skew) {
    for (AddressRange hole : List.copyOf(holes)) {
      long start = AddressRange.alignUp(hole.start(), alignment) + skew;
      AddressRange wanted = pages(start, size);
      if (hole.contains(wanted)) {
        remove(wanted);
        return Optional.of(wanted);
      }
    }
    return Optional.empty();
  }

  private void add(long start, long end, long limit) {
    long from = AddressRange.alignUp(max(start, LOWEST), AddressRange.PAGE_SIZE);
    long to = AddressRange.alignDown(min(end, limit), AddressRange.PAGE_SIZE);
    if (Long.compareUnsigned(from, to) < 0) {
      holes.add(new AddressRange(from, to));
    }
  }

  private void remove(AddressRange taken) {
    AddressRange whole =
        new AddressRange(
            AddressRange.alignDown(taken.start(), AddressRange.PAGE_SIZE),
            AddressRange.alignUp(taken.end(), AddressRange.PAGE_SIZE));
    for (AddressRange hole : List.copyOf(holes)) {
      if (hole.overlaps(whole)) {
        int at = holes.indexOf(hole);
        holes.remove(at);
        if (Long.compareUnsigned(whole.end(), hole.end()) < 0) {
          holes.add(at, new AddressRange(whole.end(), hole.end()));
        }
        if (Long.compareUnsigned(hole.start(), whole.start()) < 0) {
          holes.add(at, new AddressRange(hole.start(), whole.start()));
        }
      }
    }
  }

  private static AddressRange pages(long start, long size) {
    return AddressRange.ofSize(start, AddressRange.alignUp(size, AddressRange.PAGE_SIZE));
  }

  private static long end(MemoryMap memory) {
    return memory.named(SYSTEM_RAM).stream()
        .mapToLong(AddressRange::end)
        .reduce(LOWEST, HolePlanner::max);
  }

  private static long max(long a, long b) {
    return Long.compareUnsigned(a, b) < 0 ? b : a;
  }

  private static long min(long a, long b) {
    return Long.compareUnsigned(a, b) < 0 ? a : b;
  }
}
