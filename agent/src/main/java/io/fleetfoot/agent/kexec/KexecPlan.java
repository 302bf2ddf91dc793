package io.fleetfoot.agent.kexec;

import io.fleetfoot.agent.memory.AddressRange;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Kernel and initrd as they are to be loaded.
 *
 * @param region the memory they lie in
 * @param layout what lies where
 * @param kernel the whole pages that the kernel is loaded to
 * @param entry the physical address the launcher jumps to
 */
public record KexecPlan(ReservedRegion region, SlotLayout layout, AddressRange kernel, long entry)
    implements PlanDecision {

  /** Refuses a plan that leaves its region. */
  public KexecPlan {
    requireInside(region, kernel);
    initrdPages(layout).ifPresent(initrd -> requireInside(region, initrd));
    if (!layout.kernel().contains(entry)) {
      throw new IllegalArgumentException(
          "entry 0x%x is outside of the kernel %s".formatted(entry, layout.kernel()));
    }
  }

  private static void requireInside(ReservedRegion region, AddressRange pages) {
    if (!region.range().contains(pages)) {
      throw new IllegalArgumentException("%s is outside of %s".formatted(pages, region));
    }
  }

  private static Optional<AddressRange> initrdPages(SlotLayout layout) {
    return layout
        .initrd()
        .map(
            range ->
                new AddressRange(
                    range.start(), AddressRange.alignUp(range.end(), AddressRange.PAGE_SIZE)));
  }

  /**
   * Returns what a load takes at once: the kernel first, then the initrd.
   *
   * @param flat the flat kernel, off-heap
   * @param initrd the initrd, off-heap; not looked at where the plan has none
   */
  public List<Segment> segments(ByteBuffer flat, ByteBuffer initrd) {
    return Stream.concat(
            Stream.of(new Segment(flat, kernel)),
            initrdPages(layout).stream().map(pages -> new Segment(initrd, pages)))
        .toList();
  }

  /**
   * Returns what is staged piece by piece: the kernel first, then the initrd.
   *
   * @param initrd absent for a kernel that needs none
   */
  public List<StagedPart> parts(Contents flat, Optional<? extends Contents> initrd) {
    return Stream.concat(
            Stream.of(new StagedPart(flat, kernel)),
            initrd.stream().map(bytes -> new StagedPart(bytes, initrdPages(layout).orElseThrow())))
        .toList();
  }
}
