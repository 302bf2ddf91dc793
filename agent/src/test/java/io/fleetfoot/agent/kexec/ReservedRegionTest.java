package io.fleetfoot.agent.kexec;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.agent.memory.AddressRange;
import io.fleetfoot.agent.memory.IomemParser;
import io.fleetfoot.agent.memory.MemoryMap;
import org.junit.jupiter.api.Test;

class ReservedRegionTest {

  @Test
  void isAbsentWithoutCrashkernel() {
    MemoryMap map = IomemParser.parse("00100000-3ffdffff : System RAM");
    assertThat(ReservedRegion.highestNamed(ReservedRegion.CRASH_KERNEL, map)).isEmpty();
  }

  @Test
  void isTheHigherOfTwoWhichIsTheOneTheKernelLoadsInto() {
    MemoryMap map =
        IomemParser.parse(
            """
            00100000-7ffdffff : System RAM
              6b000000-7affffff : Crash kernel
            100000000-1ffffffff : System RAM
              1df000000-1feffffff : Crash kernel
            """);
    assertThat(ReservedRegion.highestNamed(ReservedRegion.CRASH_KERNEL, map))
        .hasValue(
            new ReservedRegion(
                new AddressRange(0x1df000000L, 0x1ff000000L), ReservedRegion.CRASH_KERNEL));
    assertThat(ReservedRegion.allNamed(ReservedRegion.CRASH_KERNEL, map)).hasSize(2);
  }
}
