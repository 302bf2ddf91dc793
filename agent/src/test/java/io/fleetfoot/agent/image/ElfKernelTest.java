package io.fleetfoot.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.agent.image.testing.SyntheticKernel;
import io.fleetfoot.agent.memory.AddressRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ElfKernelTest {

  private final byte[] bytes = SyntheticKernel.elf(0, 1, 0, 2);
  private final ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);

  @Test
  void refusesFileWithoutElfMagic() {
    file.put(0, (byte) 0);
    assertRefused("ELF magic is 0x464c4500");
  }

  @Test
  void refusesKernelForAnotherMachine() {
    file.putShort(0x12, (short) 183);
    assertRefused("for machine 183, expected 62");
  }

  @Test
  void refuses32BitKernel() {
    file.put(4, (byte) 1);
    assertRefused("not 64-bit little-endian");
  }

  @Test
  void refusesFileWithNothingToLoad() {
    file.putInt(0x78, 0).putInt(0xb0, 0);
    assertRefused("nothing to load");
  }

  @Test
  void refusesOverlappingSegments() {
    file.putLong(0xb0 + 0x18, SyntheticKernel.LOAD_ADDRESS + 0x1fff);
    assertRefused("overlap");
  }

  @Test
  void refusesSegmentLargerInTheFileThanInMemory() {
    file.putLong(0xb0 + 0x28, SyntheticKernel.DATA_SIZE - 1);
    assertRefused("0x800 bytes in the file and 0x7ff in memory");
  }

  @Test
  void refusesSegmentBeyondTheEndOfTheFile() {
    file.putLong(0xb0 + 0x8, Long.MAX_VALUE);
    assertRefused("segment needs");
  }

  @Test
  void refusesSegmentsThatSpanMoreThanAKernelCan() {
    file.putLong(0xb0 + 0x18, 1L << 40);
    assertRefused("expected at most 1 GiB");
  }

  @Test
  void refusesEntryOutsideOfTheSegments() {
    file.putLong(0x18, 0xffffffff81000000L);
    assertRefused("entry point 0xffffffff81000000 lies in no loaded segment");
  }

  @Test
  void refusesSectionHeadersBeyondTheEnd() {
    file.putLong(0x28, bytes.length);
    assertRefused("section headers");
  }

  @Property(tries = 300)
  void answersEveryDamagedHeaderWithARefusalOrAKernel(
      @ForAll @IntRange(min = 0, max = 0xe7) int at, @ForAll byte value) {
    file.put(at, value);
    try {
      assertThat(ElfKernel.parse(file).segments()).isNotEmpty();
    } catch (MalformedImageException refusal) {
      assertThat(refusal).hasMessageContaining("at offset");
    }
  }

  @Property(tries = 100)
  void refusesEveryTruncatedFile(@ForAll @IntRange(min = 0, max = 0x383f) int length) {
    assertThatExceptionOfType(MalformedImageException.class)
        .isThrownBy(() -> ElfKernel.parse(ByteBuffer.wrap(Arrays.copyOf(bytes, length))));
  }

  @Test
  void readsSegmentsByPhysicalAddress() {
    ElfKernel kernel = ElfKernel.parse(file);
    long load = SyntheticKernel.LOAD_ADDRESS;
    assertThat(kernel.entry()).isEqualTo(load + 0x123);
    assertThat(kernel.span()).isEqualTo(new AddressRange(load, load + 0x6000));
    assertThat(kernel.segments())
        .extracting(ElfKernel.LoadSegment::memory)
        .containsExactly(
            new AddressRange(load, load + 0x2000), new AddressRange(load + 0x3000, load + 0x6000));
    assertThat(kernel.segments().get(1).content().remaining()).isEqualTo(SyntheticKernel.DATA_SIZE);
  }

  @Test
  void findsTheRelocationsBehindTheSectionHeaders() {
    ElfKernel kernel = ElfKernel.parse(file);
    assertThat(kernel.relocations().remaining()).isEqualTo(16);
    assertThat(kernel.relocations().getInt(4)).isEqualTo(1);
    assertThat(kernel.relocationsOffset()).isEqualTo(bytes.length - 16);
  }

  private void assertRefused(String reason) {
    assertThatExceptionOfType(MalformedImageException.class)
        .isThrownBy(() -> ElfKernel.parse(file))
        .withMessageContaining(reason);
  }
}
