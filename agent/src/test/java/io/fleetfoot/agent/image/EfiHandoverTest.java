package io.fleetfoot.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetfoot.agent.image.EfiHandover.Texts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EfiHandoverTest {

  private static final Texts.Region CODE =
      new Texts.Region(
          "0x5\n", "0x7e8ec000\n", "0xfffffffeffa00000\n", "0x100\n", "0x800000000000000f\n");
  private static final Texts.Region DATA =
      new Texts.Region(
          "0x6\n", "0x7e9ec000\n", "0xfffffffeff900000\n", "0x80\n", "0x800000000000000f\n");

  @ParameterizedTest
  @MethodSource
  void losesEfiRatherThanTheHost(String reason, Texts texts) {
    assertThat(EfiHandover.of(texts))
        .isInstanceOfSatisfying(
            EfiHandover.Lost.class, lost -> assertThat(lost.reason()).contains(reason));
  }

  static Stream<Arguments> losesEfiRatherThanTheHost() {
    Optional<String> vendor = Optional.of("0x7e9f1b18");
    Optional<String> tables = Optional.of("0x7f5ec018");
    List<Texts.Region> map = List.of(CODE);
    return Stream.of(
        Arguments.of("tell of no 64-bit EFI", texts(new byte[4096], vendor, tables, map)),
        Arguments.of("tell of no 64-bit EFI", texts(new byte[100], vendor, tables, map)),
        Arguments.of(
            "tell of no 64-bit EFI", texts(bootParams(0x32334c45, 1), vendor, tables, map)),
        Arguments.of("no efi_systab", texts(bootParams(0x34364c45, 0), vendor, tables, map)),
        Arguments.of("no /sys/firmware/efi/runtime-map", texts(el64(), vendor, tables, List.of())),
        Arguments.of(
            "no /sys/firmware/efi/fw_vendor", texts(el64(), Optional.empty(), tables, map)),
        Arguments.of(
            "no /sys/firmware/efi/config_table", texts(el64(), vendor, Optional.empty(), map)),
        Arguments.of(
            "/sys/firmware/efi/fw_vendor is \"none\"",
            texts(el64(), Optional.of("none"), tables, map)),
        Arguments.of(
            "runtime-map/1/num_pages is \"\"",
            texts(
                el64(),
                vendor,
                tables,
                List.of(CODE, new Texts.Region("0x6", "0x1", "0x2", "", "0x0")))),
        Arguments.of(
            "runtime-map/0 is of type 0x5 and mapped at 0x0",
            texts(
                el64(),
                vendor,
                tables,
                List.of(new Texts.Region("0x5", "0x1000", "0x0", "0x1", "0xf")))));
  }

  @Test
  void keepsEfiWhenEverythingIsTold() {
    EfiHandover handover =
        EfiHandover.of(
            texts(
                el64(), Optional.of("0x7e9f1b18"), Optional.of("0x7f5ec018"), List.of(CODE, DATA)));
    assertThat(handover)
        .isEqualTo(
            new EfiHandover.Kept(
                new EfiRuntime(
                    0x1_7f5e_c018L,
                    0x7e9f1b18,
                    0x7e9ffb98,
                    0x7f5ec018,
                    0x7f5bd000,
                    List.of(
                        new EfiRuntime.Descriptor(
                            5, 0x7e8ec000, 0xfffffffeffa00000L, 0x100, 0x800000000000000fL),
                        new EfiRuntime.Descriptor(
                            6, 0x7e9ec000, 0xfffffffeff900000L, 0x80, 0x800000000000000fL)))));
  }

  @Test
  void refusesRuntimeServicesWithoutAMap() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EfiRuntime(1, 2, 3, 4, 5, List.of()))
        .withMessageContaining("empty");
  }

  @Test
  void writesTheNodeAsTheKernelReadsIt() {
    var region = new EfiRuntime.Descriptor(5, 0x1000, 0xffff0000, 2, 15);
    SetupData node = new EfiRuntime(1, 2, 3, 4, 5, List.of(region, region)).setupData();
    assertThat(node.type()).isEqualTo(4);
    ByteBuffer payload = ByteBuffer.wrap(node.payload()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(payload.limit()).isEqualTo(96 + 2 * 40);
    assertThat(payload.getLong(0)).as("fw_vendor").isEqualTo(2);
    assertThat(payload.getLong(8)).as("runtime").isEqualTo(3);
    assertThat(payload.getLong(16)).as("tables").isEqualTo(4);
    assertThat(payload.getLong(24)).as("smbios").isEqualTo(5);
    assertThat(payload.getInt(96 + 40)).as("type").isEqualTo(5);
    assertThat(payload.getLong(96 + 40 + 8)).as("phys_addr").isEqualTo(0x1000);
    assertThat(payload.getLong(96 + 40 + 16)).as("virt_addr").isEqualTo(0xffff0000);
    assertThat(payload.getLong(96 + 40 + 24)).as("num_pages").isEqualTo(2);
    assertThat(payload.getLong(96 + 40 + 32)).as("attribute").isEqualTo(15);
  }

  private static Texts texts(
      byte[] bootParams, Optional<String> vendor, Optional<String> tables, List<Texts.Region> map) {
    return new Texts(
        bootParams,
        Optional.of("ACPI20=0x7f77d014\nSMBIOS3=0x7f5bb000\nSMBIOS=0x7f5bd000\n"),
        vendor,
        Optional.of("0x7e9ffb98"),
        tables,
        map);
  }

  private static byte[] el64() {
    return bootParams(0x34364c45, 0x7f5ec018);
  }

  private static byte[] bootParams(int signature, int systab) {
    ByteBuffer page = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    return page.putInt(0x1c0, signature)
        .putInt(0x1c4, systab)
        .putInt(0x1d8, systab == 0 ? 0 : 1)
        .array();
  }
}
