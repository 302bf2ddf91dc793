package io.fleetfoot.agent.kexec;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.agent.image.KernelFootprint;
import io.fleetfoot.agent.memory.AddressRange;
import io.fleetfoot.agent.memory.IomemParser;
import io.fleetfoot.agent.memory.MemoryMap;
import io.fleetfoot.agent.memory.MemoryRegion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HolePlannerTest {

  private static final long MIB = 1L << 20;
  private static final KernelFootprint KERNEL =
      new KernelFootprint(0x3200, 0x37dc000, 0x200000, 0xb53);
  private static final String HOST =
      """
      00000000-00000fff : Reserved
      00001000-0009fbff : System RAM
      000f0000-000fffff : System ROM
      00100000-3fffffff : System RAM
        04000000-05ffffff : Kernel code
        06000000-067fffff : Kernel data
        10000000-100fffff : ramoops:dump(0/1)
        2b000000-3affffff : Crash kernel
      fed00000-fed003ff : HPET 0
      100000000-13fffffff : System RAM
      """;

  @Test
  void refusesAHostWithoutAHoleForTheKernel() {
    PlanDecision decision = plan("00100000-03ffffff : System RAM\n", 100, -1);
    assertThat(decision).isInstanceOf(PlanRefusal.class);
    assertThat(((PlanRefusal) decision).found()).isEqualTo("63 MiB of RAM without such holes");
  }

  @Test
  void refusesMoreThanHalfOfTheMemory() {
    assertThat(plan("00100000-0fffffff : System RAM\n", (int) (130 * MIB), -1))
        .isInstanceOf(PlanRefusal.class);
  }

  @Test
  void refusesMemoryThatTheKernelCannotBeToldOf() {
    String high = "00100000-00ffffff : System RAM\n100000000-13fffffff : System RAM\n";
    assertThat(plan(high, 100, 1L << 32)).isInstanceOf(PlanRefusal.class);
    assertThat(plan(high, 100, -1)).isInstanceOf(KexecPlan.class);
  }

  @Test
  void takesTheLowestHolesBetweenWhatIsUsed() {
    KexecPlan plan = (KexecPlan) plan(HOST, 5000, -1);
    // 16 MiB to 64 MiB is too short for this kernel; behind the running one is room
    assertThat(plan.layout().kernel()).isEqualTo(AddressRange.ofSize(0x6800000, 0x37dc000));
    assertThat(plan.layout().initrd()).contains(AddressRange.ofSize(0x1021000, 5000));
    assertThat(plan.entry()).isEqualTo(0x6800b53);
  }

  @Test
  void leavesTheInitrdOutOfAKernelThatNeedsNone() {
    KexecPlan plan = (KexecPlan) plan(HOST, 0, -1);
    assertThat(plan.layout().initrd()).isEmpty();
    assertThat(plan.segments(direct(0x3200), direct(0))).hasSize(1);
    assertThat(plan.entry()).isEqualTo(0x6800b53);
  }

  @Test
  void copiesNoMemoryThatTheKernelClearsItself() {
    KexecPlan plan = (KexecPlan) plan(HOST, 5000, -1);
    assertThat(plan.kernel().size()).isEqualTo(0x4000);
  }

  @Property(tries = 300)
  void staysInFreeMemoryWhateverLiesInIt(
      @ForAll @Size(max = 6) List<@IntRange(min = 0x1000, max = 0x3f000) Integer> usedPages,
      @ForAll @IntRange(min = 1, max = 0x2000000) int memorySize,
      @ForAll @IntRange(min = 1, max = 3_000_000) int initrdSize) {
    List<MemoryRegion> regions = new ArrayList<>();
    regions.add(new MemoryRegion(new AddressRange(0x100000, 0x40000000), "System RAM", 0));
    for (int page : usedPages) {
      regions.add(new MemoryRegion(AddressRange.ofSize(page * 4096L, 0x1fff), "Kernel data", 1));
    }
    MemoryMap memory = new MemoryMap(regions);
    int fileSize = Math.min(memorySize, 9000);
    KernelFootprint kernel = new KernelFootprint(fileSize, memorySize, 0x200000, fileSize - 1);
    PlanDecision decision = HolePlanner.plan(memory, kernel, initrdSize, -1);
    if (decision instanceof KexecPlan plan) {
      assertSound(plan, memory, kernel, plan.segments(direct(fileSize), direct(initrdSize)));
    }
  }

  private static void assertSound(
      KexecPlan plan, MemoryMap memory, KernelFootprint kernel, List<Segment> segments) {
    SlotLayout layout = plan.layout();
    assertThat(layout.kernel().size()).isGreaterThanOrEqualTo(kernel.memorySize());
    assertThat(layout.kernel().start() % kernel.alignment()).isZero();
    List<AddressRange> taken = new ArrayList<>(List.of(layout.kernel(), layout.launcherWindow()));
    segments.forEach(segment -> taken.add(segment.destination()));
    for (AddressRange range : taken) {
      assertThat(range.start()).isGreaterThanOrEqualTo(16 * MIB);
      assertThat(range.end()).isLessThanOrEqualTo(0x40000000);
      assertThat(memory.named("Kernel data")).noneMatch(range::overlaps);
    }
    assertThat(segments.get(1).destination().overlaps(layout.launcherWindow())).isFalse();
  }

  private static PlanDecision plan(String iomem, int initrdSize, long limit) {
    return HolePlanner.plan(IomemParser.parse(iomem), KERNEL, initrdSize, limit);
  }

  private static ByteBuffer direct(int size) {
    return ByteBuffer.allocateDirect(size);
  }
}
