package io.fleetfoot.agent.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetfoot.agent.memory.FirmwareMemoryMap.Entry;
import io.fleetfoot.agent.memory.FirmwareMemoryMap.Text;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FirmwareMemoryMapTest {

  @Test
  void refusesAKernelWithoutTheMap() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FirmwareMemoryMap.parse(List.of()))
        .withMessageContaining("CONFIG_FIRMWARE_MEMMAP");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "100000", "0x", "0xg", "0x11112222333344445"})
  void refusesAddressOfAnotherForm(String address) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> FirmwareMemoryMap.parse(List.of(new Text(address, "0xfff", "System RAM"))));
  }

  @Test
  void refusesEntryThatEndsBeforeItStarts() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> FirmwareMemoryMap.parse(List.of(new Text("0x1000", "0xfff", "System RAM"))));
  }

  @Test
  void refusesTypeItDoesNotKnow() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> FirmwareMemoryMap.parse(List.of(new Text("0x0", "0xfff", "Fancy Memory"))))
        .withMessageContaining("\"Fancy Memory\" has no e820 number");
  }

  @ParameterizedTest
  @CsvSource({
    "System RAM,1",
    "Reserved,2",
    "Unknown E820 type,2",
    "ACPI Tables,3",
    "ACPI Non-volatile Storage,4",
    "Unusable memory,5",
    "Persistent Memory,7",
    "Persistent Memory (legacy),12",
    "Soft Reserved,-268435457"
  })
  void knowsTheTypesOfTheKernel(String text, int type) {
    FirmwareMemoryMap map = FirmwareMemoryMap.parse(List.of(new Text("0x0", "0xfff", text)));
    assertThat(map.entries()).containsExactly(new Entry(new AddressRange(0, 0x1000), type));
  }

  @Test
  void ordersEntriesByAddress() {
    FirmwareMemoryMap map =
        FirmwareMemoryMap.parse(
            List.of(
                new Text("0xfeffc000\n", "0xfeffffff\n", "Reserved\n"),
                new Text("0x0\n", "0x9fbff\n", "System RAM\n")));
    assertThat(map.entries())
        .containsExactly(
            new Entry(new AddressRange(0, 0x9fc00), 1),
            new Entry(new AddressRange(0xfeffc000L, 0xff000000L), 2));
  }
}
