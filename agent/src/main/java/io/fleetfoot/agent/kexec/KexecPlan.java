package io.fleetfoot.agent.kexec;

import java.util.List;

/**
 * The slot as it is to be staged.
 *
 * @param region the memory the slot lies in
 * @param layout what lies where
 * @param segments what the crash load stages: the kernel first, then the initrd
 * @param entry the physical address the launcher jumps to
 */
public record KexecPlan(
    ReservedRegion region, SlotLayout layout, List<Segment> segments, long entry)
    implements PlanDecision {

  /** How many segments kexec_load(2) takes (include/uapi/linux/kexec.h, KEXEC_SEGMENT_MAX). */
  public static final int MAX_SEGMENTS = 16;

  /** Refuses a plan that leaves its region or has too many segments. */
  public KexecPlan {
    segments = List.copyOf(segments);
    if (segments.isEmpty() || segments.size() > MAX_SEGMENTS) {
      throw new IllegalArgumentException(
          "%d segments, expected 1 to %d".formatted(segments.size(), MAX_SEGMENTS));
    }
    for (Segment segment : segments) {
      if (!region.range().contains(segment.destination())) {
        throw new IllegalArgumentException("%s is outside of %s".formatted(segment, region));
      }
    }
    if (!layout.kernel().contains(entry)) {
      throw new IllegalArgumentException(
          "entry 0x%x is outside of the kernel %s".formatted(entry, layout.kernel()));
    }
  }
}
