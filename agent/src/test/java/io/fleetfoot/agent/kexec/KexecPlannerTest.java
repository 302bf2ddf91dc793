package io.fleetfoot.agent.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetfoot.agent.image.KernelFootprint;
import io.fleetfoot.agent.kexec.KexecSystem.Target;
import io.fleetfoot.agent.kexec.testing.FakeKexecSystem;
import io.fleetfoot.agent.memory.AddressRange;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class KexecPlannerTest {

  private static final long MIB = 1L << 20;
  private static final long RAM = 16L << 30;
  private static final ReservedRegion REGION = region(0x1b000000, 256 * MIB);
  private static final KernelFootprint KERNEL =
      new KernelFootprint(0x3200, 0x37dc000, 0x200000, 0xb53);

  @Test
  void refusesRegionThatIsTooSmall() {
    PlanDecision decision = plan(region(0x1b000000, 32 * MIB), RAM, KERNEL, 100);
    assertThat(decision)
        .hasToString(
            "found Crash kernel [0x1b000000, 0x1d000000) of 32 MiB, wanted 58 MiB for kernel,"
                + " initrd and launcher; fleetfoot-agent reserve --size 64M, or more; then reboot once by the firmware");
  }

  @Test
  void refusesToStageMoreThanHalfOfTheMemory() {
    PlanDecision decision = plan(REGION, 100 * MIB, KERNEL, 100);
    assertThat(decision).isInstanceOf(PlanRefusal.class);
    assertThat(((PlanRefusal) decision).found()).isEqualTo("100 MiB of RAM");
  }

  @Test
  void leavesTheInitrdOutOfAKernelThatNeedsNone() {
    assertThat(KexecPlanner.refusal(REGION, RAM, KERNEL, 0)).isEmpty();
    KexecPlan plan = (KexecPlan) plan(REGION, RAM, KERNEL, 0);
    assertThat(plan.layout().initrd()).isEmpty();
    assertThat(segments(plan, KERNEL, 0)).hasSize(1);
    assertThat(plan.layout().launcherWindow().end()).isEqualTo(REGION.range().end());
  }

  @Test
  void refusesMoreBytesThanThePlanHasMemoryFor() {
    KernelFootprint small = new KernelFootprint(100, 4096, 0x200000, 0);
    KexecPlan plan = (KexecPlan) plan(REGION, RAM, small, 5000);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan.segments(direct(4097), direct(5000)))
        .withMessageStartingWith("4097 bytes do not fit into");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan.segments(direct(100), direct(8193)))
        .withMessageStartingWith("8193 bytes do not fit into");
  }

  @Test
  void laysKernelInitrdAndLauncherWindow() {
    KexecPlan plan = (KexecPlan) plan(REGION, RAM, KERNEL, 5000);
    assertThat(plan.layout())
        .isEqualTo(
            new SlotLayout(
                AddressRange.ofSize(0x1b000000, 0x37dc000),
                Optional.of(AddressRange.ofSize(0x1e821000, 5000)),
                new AddressRange(0x2af00000, 0x2b000000)));
    assertThat(plan.entry()).isEqualTo(0x1b000b53);
    assertThat(segments(plan, KERNEL, 5000)).hasSize(2);
  }

  @Property
  void keepsEveryPlanInsideItsRegionAndLoadable(
      @ForAll @IntRange(min = 0x100, max = 0x40000) int startPage,
      @ForAll @IntRange(min = 1, max = 0x4000) int regionPages,
      @ForAll @IntRange(min = 1, max = 0x4000000) int kernelMemory,
      @ForAll @IntRange(min = 21, max = 24) int alignmentBits,
      @ForAll @IntRange(min = 1, max = 20000) int initrdSize,
      @ForAll boolean ragged) {
    long size = regionPages * AddressRange.PAGE_SIZE + (ragged ? 123 : 0);
    ReservedRegion region = region(startPage * AddressRange.PAGE_SIZE, size);
    int fileSize = Math.min(kernelMemory, 9000);
    KernelFootprint kernel =
        new KernelFootprint(fileSize, kernelMemory, 1L << alignmentBits, fileSize - 1);
    if (plan(region, RAM, kernel, initrdSize) instanceof KexecPlan plan) {
      assertSound(plan, kernel, initrdSize);
      new FakeKexecSystem(new AddressRange(0, RAM), region.range())
          .load(Target.CRASH, plan.entry(), segments(plan, kernel, initrdSize));
    }
  }

  private static void assertSound(KexecPlan plan, KernelFootprint kernel, int initrdSize) {
    AddressRange region = plan.region().range();
    AddressRange window = plan.layout().launcherWindow();
    List<Segment> segments = segments(plan, kernel, initrdSize);
    assertThat(segments).hasSizeLessThanOrEqualTo(16);
    long occupied = window.size();
    for (Segment segment : segments) {
      assertThat(region.contains(segment.destination())).isTrue();
      assertThat(segment.destination().isAligned(4096)).isTrue();
      assertThat(segment.destination().overlaps(window)).isFalse();
      occupied += segment.destination().size();
    }
    AddressRange first = segments.get(0).destination();
    assertThat(first.overlaps(segments.get(1).destination())).isFalse();
    assertThat(first.start() % kernel.alignment()).isZero();
    assertThat(first.size()).isGreaterThanOrEqualTo(kernel.memorySize());
    assertThat(segments.get(1).staged().size()).isEqualTo(initrdSize);
    assertThat(region.contains(window)).isTrue();
    assertThat(window.isAligned(4096)).isTrue();
    assertThat(window.size()).isEqualTo(MIB);
    assertThat(plan.entry()).isEqualTo(first.start() + kernel.entryOffset());
    assertThat((region.size() - occupied) / 4096).as("free pages").isGreaterThanOrEqualTo(16);
  }

  @Property
  void refusesExactlyWhatDoesNotFit(
      @ForAll @IntRange(min = 0, max = 600) int spare,
      @ForAll @IntRange(min = 1, max = 30) int initrdPages) {
    // kernel 2 MiB, skew, initrd, window: the last byte that is needed decides
    KernelFootprint kernel = new KernelFootprint(100, 2 * MIB, 2 * MIB, 0);
    long needed = 2 * MIB + 0x21000 + initrdPages * 4096L + MIB + 4095;
    ReservedRegion region = region(0x10000000, needed - 300 + spare);
    assertThat(KexecPlanner.refusal(region, RAM, kernel, initrdPages * 4096L).isPresent())
        .isEqualTo(spare < 300);
  }

  @Test
  void plansAboveFourGib() {
    KexecPlan plan = (KexecPlan) plan(region(0x1df000000L, 512 * MIB), RAM, KERNEL, 5000);
    assertThat(plan.layout().kernel().start()).isEqualTo(0x1df000000L);
  }

  private static PlanDecision plan(
      ReservedRegion region, long ram, KernelFootprint kernel, int initrdSize) {
    return KexecPlanner.plan(region, ram, kernel, initrdSize);
  }

  private static List<Segment> segments(KexecPlan plan, KernelFootprint kernel, int initrdSize) {
    return plan.segments(direct((int) kernel.fileSize()), direct(initrdSize));
  }

  private static ReservedRegion region(long start, long size) {
    return new ReservedRegion(AddressRange.ofSize(start, size), ReservedRegion.CRASH_KERNEL);
  }

  private static ByteBuffer direct(int size) {
    return ByteBuffer.allocateDirect(size);
  }
}
