package io.fleetfoot.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetfoot.agent.image.testing.SyntheticKernel;
import io.fleetfoot.agent.memory.AddressRange;
import io.fleetfoot.agent.memory.FirmwareMemoryMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BootParamsTest {

  private static final long ABOVE_4_GIB = 0x1_2345_6000L;

  private final byte[] image = SyntheticKernel.bzImage(new byte[8]);
  private final BootParams bootParams = BootParams.of(BzImage.parse(ByteBuffer.wrap(image)));

  @Test
  void refusesMachineFieldsThatAreNotAWholePage() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bootParams.withMachineOf(new byte[4095]))
        .withMessageContaining("4095 bytes");
  }

  @Test
  void beginsWithZerosSoThatTheKernelKeepsWhatFollows() {
    assertThat(Arrays.copyOf(bootParams.toBytes(), 0x1f1)).containsOnly(0);
    assertThat(Arrays.copyOfRange(bootParams.toBytes(), 0x26c, 4096)).containsOnly(0);
  }

  @Test
  void takesTheSetupHeaderButNoAddressFromTheImage() {
    ByteBuffer page = page(bootParams);
    assertThat(page.getInt(0x202)).isEqualTo(0x53726448);
    assertThat(page.getInt(0x238)).isEqualTo(2047);
    assertThat(page.getInt(0x218)).isZero();
    assertThat(page.getInt(0x228)).isZero();
    assertThat(page.getLong(0x250)).isZero();
    assertThat(page.get(0x210)).isEqualTo((byte) 0xff);
    assertThat(page.get(0x211)).isEqualTo((byte) 1);
  }

  @Test
  void splitsAddressesAbove4Gib() {
    ByteBuffer page =
        page(
            bootParams
                .withCommandLineAt(ABOVE_4_GIB)
                .withInitrd(AddressRange.ofSize(ABOVE_4_GIB, 0x2_0000_0001L))
                .withSetupDataAt(ABOVE_4_GIB)
                .withAcpiRootPointer(ABOVE_4_GIB));
    assertThat(page.getInt(0x228)).isEqualTo(0x23456000);
    assertThat(page.getInt(0x0c8)).isEqualTo(1);
    assertThat(page.getInt(0x218)).isEqualTo(0x23456000);
    assertThat(page.getInt(0x0c0)).isEqualTo(1);
    assertThat(page.getInt(0x21c)).isEqualTo(1);
    assertThat(page.getInt(0x0c4)).isEqualTo(2);
    assertThat(page.getLong(0x250)).isEqualTo(ABOVE_4_GIB);
    assertThat(page.getLong(0x070)).isEqualTo(ABOVE_4_GIB);
  }

  @Test
  void writesTheMemoryMap() {
    FirmwareMemoryMap map =
        new FirmwareMemoryMap(
            List.of(
                new FirmwareMemoryMap.Entry(new AddressRange(0x100000, 0x40000000), 1),
                new FirmwareMemoryMap.Entry(new AddressRange(0, 0x9fc00), 1)));
    ByteBuffer page = page(bootParams.withMemoryMap(map));
    assertThat(page.get(0x1e8)).isEqualTo((byte) 2);
    assertThat(page.getLong(0x2d0)).isZero();
    assertThat(page.getLong(0x2d8)).isEqualTo(0x9fc00);
    assertThat(page.getLong(0x2e4)).isEqualTo(0x100000);
    assertThat(page.getLong(0x2ec)).isEqualTo(0x3ff00000);
    assertThat(page.getInt(0x2f4)).isEqualTo(1);
  }

  @Test
  void putsEntriesBeyond128BehindThePage() {
    List<FirmwareMemoryMap.Entry> entries = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      entries.add(new FirmwareMemoryMap.Entry(AddressRange.ofSize(i * 0x2000L, 0x1000), 1 + i % 2));
    }
    FirmwareMemoryMap map = new FirmwareMemoryMap(entries);
    assertThat(bootParams.withMemoryMap(map).toBytes()[0x1e8]).isEqualTo((byte) 128);
    SetupData rest = SetupData.memoryMapBeyondPage(map).orElseThrow();
    assertThat(rest.type()).isEqualTo(1);
    ByteBuffer table = ByteBuffer.wrap(rest.payload()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(table.limit()).isEqualTo(172 * 20);
    assertThat(table.getLong(0)).isEqualTo(128 * 0x2000L);
    assertThat(table.getLong(171 * 20)).isEqualTo(299 * 0x2000L);
    assertThat(table.getLong(171 * 20 + 8)).isEqualTo(0x1000);
    assertThat(table.getInt(171 * 20 + 16)).isEqualTo(2);
  }

  @Test
  void needsNoNodeForAMapThatFitsIntoThePage() {
    FirmwareMemoryMap.Entry entry =
        new FirmwareMemoryMap.Entry(AddressRange.ofSize(0x1000, 0x1000), 1);
    FirmwareMemoryMap map = new FirmwareMemoryMap(Collections.nCopies(128, entry));
    assertThat(SetupData.memoryMapBeyondPage(map)).isEmpty();
  }

  @Test
  void tellsWhereTheRuntimeServicesAre() {
    var region = new EfiRuntime.Descriptor(5, 0x1000, 0xffff0000, 2, 15);
    var efi = new EfiRuntime(ABOVE_4_GIB + 0x18, 2, 3, 4, 5, List.of(region, region, region));
    ByteBuffer page = page(bootParams.withEfi(efi, ABOVE_4_GIB));
    assertThat(page.getInt(0x1c0)).as("efi_loader_signature").isEqualTo(0x34364c45);
    assertThat(page.getInt(0x1c4)).as("efi_systab").isEqualTo(0x23456018);
    assertThat(page.getInt(0x1d8)).as("efi_systab_hi").isEqualTo(1);
    assertThat(page.getInt(0x1c8)).as("efi_memdesc_size").isEqualTo(40);
    assertThat(page.getInt(0x1cc)).as("efi_memdesc_version").isEqualTo(1);
    assertThat(page.getInt(0x1d0)).as("efi_memmap").isEqualTo(0x23456000);
    assertThat(page.getInt(0x1dc)).as("efi_memmap_hi").isEqualTo(1);
    assertThat(page.getInt(0x1d4)).as("efi_memmap_size").isEqualTo(120);
  }

  @Test
  void takesOnlyTheMachineFromTheRunningKernel() {
    byte[] running = new byte[4096];
    Arrays.fill(running, (byte) 0x33);
    byte[] page = bootParams.withMachineOf(running).toBytes();
    assertThat(Arrays.copyOf(page, 64)).containsOnly(0x33);
    assertThat(page[0x1ec]).isEqualTo((byte) 0x33);
    assertThat(page[0x1e8]).as("e820_entries").isZero();
    assertThat(page[0x1ef]).as("sentinel").isZero();
    assertThat(Arrays.copyOfRange(page, 0x70, 0x78)).as("acpi_rsdp_addr").containsOnly(0);
    assertThat(Arrays.copyOfRange(page, 0x1c0, 0x1e0)).as("efi_info").containsOnly(0);
    assertThat(Arrays.copyOfRange(page, 0x1f1, 0x26c))
        .as("setup header")
        .isEqualTo(Arrays.copyOfRange(bootParams.toBytes(), 0x1f1, 0x26c));
  }

  @Test
  void setsAndClearsTheKaslrFlag() {
    assertThat(page(bootParams.withKaslr(true)).get(0x211)).isEqualTo((byte) 3);
    assertThat(page(bootParams.withKaslr(true).withKaslr(false)).get(0x211)).isEqualTo((byte) 1);
  }

  private static ByteBuffer page(BootParams bootParams) {
    return ByteBuffer.wrap(bootParams.toBytes()).order(ByteOrder.LITTLE_ENDIAN);
  }
}
