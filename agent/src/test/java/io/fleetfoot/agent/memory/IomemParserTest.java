package io.fleetfoot.agent.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IomemParserTest {

  private static final String IOMEM =
      """
      00000000-00000fff : Reserved
      00001000-0009fbff : System RAM
      000a0000-000bffff : PCI Bus 0000:00
      00100000-3ffdffff : System RAM
        1b000000-2affffff : Crash kernel
        31a00000-32a015e6 : Kernel code
      fd000000-fdffffff : PCI Bus 0000:00
        fd000000-fdffffff : 0000:00:02.0
          fd000000-fdffffff : bochs-drm
      100000000-1ffffffff : System RAM
        1df000000-1feffffff : Crash kernel
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000000-00000fff Reserved",
        "00000000 : Reserved",
        " 00000000-00000fff : Reserved",
        "0000g000-00000fff : Reserved",
        "00000000000000000-00000000000000fff : too long",
        "-1-2 : Reserved"
      })
  void refusesLineOfAnotherForm(String line) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IomemParser.parse("00000000-00000fff : Reserved\n" + line))
        .withMessageContaining("/proc/iomem line 2 is \"" + line + "\"");
  }

  @Test
  void refusesLineThatEndsBeforeItStarts() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IomemParser.parse("00001000-00000fff : Reserved"))
        .withMessageContaining("which ends before it starts");
  }

  @Test
  void refusesTheZerosThatUnprivilegedReadersSee() {
    String hidden = IOMEM.replaceAll("[0-9a-f]+-[0-9a-f]+ :", "00000000-00000000 :");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IomemParser.parse(hidden))
        .withMessageContaining("needs CAP_SYS_ADMIN");
  }

  @Test
  void readsNestedRegions() {
    MemoryMap map = IomemParser.parse(IOMEM);
    assertThat(map.regions()).hasSize(11);
    assertThat(map.regions().get(8))
        .isEqualTo(new MemoryRegion(new AddressRange(0xfd000000L, 0xfe000000L), "bochs-drm", 2));
  }

  @Test
  void findsRegionsByNameInAscendingOrder() {
    assertThat(IomemParser.parse(IOMEM).named("Crash kernel"))
        .containsExactly(
            new AddressRange(0x1b000000, 0x2b000000), new AddressRange(0x1df000000L, 0x1ff000000L));
  }

  @Test
  void countsSystemRam() {
    assertThat(IomemParser.parse(IOMEM).systemRamSize())
        .isEqualTo(0x9ec00L + 0x3fee0000L + 0x100000000L);
  }

  @Test
  void readsAnEmptyMap() {
    assertThat(IomemParser.parse("").regions()).isEmpty();
  }
}
