package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.kexec.KexecSystem;
import io.fleetfoot.agent.kexec.KexecSystem.Target;
import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.ReservedRegion;
import io.fleetfoot.agent.kexec.Segment;
import io.fleetfoot.agent.kexec.SlotStager;
import io.fleetfoot.agent.preflight.Check;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.Preflight;
import java.util.List;

/**
 * Loads into a region and nowhere else: a vendor's kernel checks no bounds, and a kernel to which
 * the flag means something else takes the load for an ordinary one.
 */
final class RegionLoad {
  // a load of this size is told from what else takes memory at that moment
  private static final long ENOUGH_TO_TELL = SlotStager.WINDOW - (1 << 20);

  private final LoadMethod method;
  private final String name;
  private final Host host;
  private final KexecSystem system;

  RegionLoad(LoadMethod method, String name, Host host, KexecSystem system) {
    this.method = method;
    this.name = name;
    this.host = host;
    this.system = system;
  }

  /** Returns the region of a host. */
  ReservedRegion region(HostFacts facts) throws RefusedException {
    return ReservedRegion.highestNamed(name, facts.memoryMap())
        .orElseThrow(() -> new RefusedException(Preflight.noRegion(method, name)));
  }

  /** Loads the segments, and refuses what went or would go elsewhere than into the region. */
  void into(ReservedRegion region, Target target, long entry, List<Segment> segments)
      throws RefusedException {
    if (target != Target.QUICK) {
      system.load(target, entry, segments);
      return;
    }
    requireInside(region, entry, segments);
    long before = system.availableMemory();
    system.load(target, entry, segments);
    long taken = before - system.availableMemory();
    long bytes = segments.stream().mapToLong(segment -> segment.destination().size()).sum();
    if (bytes >= ENOUGH_TO_TELL && taken > bytes / 2 && givenBack(target) > bytes / 2) {
      throw new RefusedException(
          Check.QUICK_REGION.refuse(
              "a load of %d MiB that took %d MiB of the other memory"
                  .formatted(bytes >>> 20, taken >>> 20),
              "a load straight into " + region,
              "quick.flag means something else on this kernel: correct it, or leave quick out"));
    }
  }

  private void requireInside(ReservedRegion region, long entry, List<Segment> segments)
      throws RefusedException {
    ReservedRegion now = region(host.facts());
    boolean inside = segments.stream().allMatch(s -> now.range().contains(s.destination()));
    if (!now.equals(region) || !inside || !now.range().contains(entry)) {
      throw new RefusedException(
          Check.SAME_REGION.refuse(
              now.toString(), "room for %s at 0x%x".formatted(segments, entry), "stage again"));
    }
  }

  /** Unloads, and returns what memory that freed: whatever else has taken some keeps it. */
  private long givenBack(Target target) {
    long before = system.availableMemory();
    system.unload(target);
    return system.availableMemory() - before;
  }
}
