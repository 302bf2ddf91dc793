package io.fleetfoot.agent.kexec;

import io.fleetfoot.agent.image.KernelFootprint;
import io.fleetfoot.agent.memory.AddressRange;
import java.util.Optional;

/**
 * Lays out the slot: the kernel first, then the initrd, and a launcher window at the end of a
 * reserved region.
 *
 * <p>Between kernel and initrd at least 33 pages stay free, and the kernel takes the control pages
 * of the crash image from the first hole (kernel/kexec_core.c, kimage_alloc_crash_control_pages).
 */
public final class KexecPlanner {

  /** Size of the launcher window in bytes. */
  public static final long LAUNCHER_WINDOW = 1L << 20;

  private static final long TWO_MIB = 1L << 21;
  // what is kept for control pages before it, on a host of up to 768 GiB of RAM
  private static final long BEFORE_THE_SLOT = 4L << 20;
  // Not on a 2 MiB boundary like its source: page-aliasing made loads five to ten times slower.
  private static final long INITRD_SKEW = 0x21000;

  private KexecPlanner() {}

  /**
   * Returns where kernel and initrd go in {@code region}, or why they do not fit.
   *
   * @param systemRam how many bytes of RAM the kernel manages; it takes no image of more than half
   * @param footprint what the kernel needs
   * @param initrdSize 0 for a kernel that needs no initrd
   */
  public static PlanDecision plan(
      ReservedRegion region, long systemRam, KernelFootprint footprint, long initrdSize) {
    Optional<PlanRefusal> refusal = refusal(region, systemRam, footprint, initrdSize);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    SlotLayout layout = layout(region.range(), footprint, initrdSize);
    return new KexecPlan(
        region, layout, layout.kernel(), layout.kernel().start() + footprint.entryOffset());
  }

  /**
   * Returns why a kernel and an initrd of {@code initrdSize} bytes cannot be staged in {@code
   * region}; empty if they can.
   *
   * @param initrdSize 0 for a kernel that needs no initrd
   */
  public static Optional<PlanRefusal> refusal(
      ReservedRegion region, long systemRam, KernelFootprint footprint, long initrdSize) {
    long wanted = slotSize(region.range().start(), footprint, initrdSize);
    if (Long.compareUnsigned(region.range().size(), wanted) < 0) {
      return Optional.of(
          new PlanRefusal(
              "%s of %d MiB".formatted(region, region.range().size() >>> 20),
              "%d MiB for kernel, initrd and launcher".formatted(mebibytes(wanted)),
              "fleetfoot-agent reserve%s --size %dM, or more; then reboot once by the firmware"
                  .formatted(
                      region.name().equals(ReservedRegion.CRASH_KERNEL) ? "" : " --quick",
                      roundCrashkernel(wanted + BEFORE_THE_SLOT))));
    }
    long staged = footprint.memorySize() + initrdSize + 2 * AddressRange.PAGE_SIZE;
    if (Long.compareUnsigned(staged, systemRam / 2) > 0) {
      return Optional.of(
          new PlanRefusal(
              "%d MiB of RAM".formatted(systemRam >>> 20),
              "twice the %d MiB to be staged, as kexec_load(2) demands".formatted(staged >>> 20),
              "use a smaller initrd or a host with more RAM"));
    }
    return Optional.empty();
  }

  private static SlotLayout layout(AddressRange region, KernelFootprint footprint, long initrd) {
    long kernel = AddressRange.alignUp(region.start(), footprint.alignment());
    long initrdStart = initrdStart(kernel, footprint);
    long end = AddressRange.alignDown(region.end(), AddressRange.PAGE_SIZE);
    return new SlotLayout(
        pages(AddressRange.ofSize(kernel, footprint.memorySize())),
        initrd == 0 ? Optional.empty() : Optional.of(AddressRange.ofSize(initrdStart, initrd)),
        new AddressRange(end - LAUNCHER_WINDOW, end));
  }

  private static long slotSize(long start, KernelFootprint footprint, long initrd) {
    long kernel = AddressRange.alignUp(start, footprint.alignment());
    long initrdEnd = initrdStart(kernel, footprint) + initrd;
    // one page more, for a region that does not end on a page boundary
    return AddressRange.alignUp(initrdEnd, AddressRange.PAGE_SIZE)
        + LAUNCHER_WINDOW
        + (AddressRange.PAGE_SIZE - 1)
        - start;
  }

  private static long initrdStart(long kernel, KernelFootprint footprint) {
    return AddressRange.alignUp(kernel + footprint.memorySize(), TWO_MIB) + INITRD_SKEW;
  }

  private static AddressRange pages(AddressRange range) {
    return new AddressRange(
        range.start(), AddressRange.alignUp(range.end(), AddressRange.PAGE_SIZE));
  }

  private static long mebibytes(long bytes) {
    return AddressRange.alignUp(bytes, 1L << 20) >>> 20;
  }

  private static long roundCrashkernel(long bytes) {
    return AddressRange.alignUp(bytes, 1L << 26) >>> 20;
  }
}
