package io.fleetfoot.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.agent.image.BootParams;
import io.fleetfoot.agent.image.BzImage;
import io.fleetfoot.agent.image.EfiHandover;
import io.fleetfoot.agent.image.EfiRuntime;
import io.fleetfoot.agent.image.SetupData;
import io.fleetfoot.agent.image.testing.SyntheticKernel;
import io.fleetfoot.agent.memory.AddressRange;
import io.fleetfoot.agent.memory.FirmwareMemoryMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HandoverTest {

  private static final FirmwareMemoryMap.Entry RAM =
      new FirmwareMemoryMap.Entry(AddressRange.ofSize(0x100000, 0x1000), 1);
  private static final EfiRuntime EFI =
      new EfiRuntime(1, 2, 3, 4, 5, List.of(new EfiRuntime.Descriptor(5, 0x1000, 0x2000, 1, 15)));

  @Test
  void tellsTheNextKernelOfTheMachine() {
    byte[] running = new byte[BootParams.SIZE];
    Arrays.fill(running, 0, 64, (byte) 0x33);
    BootParams page =
        handover(1, running, OptionalLong.of(0x7f77d014), new EfiHandover.Absent())
            .into(BootParams.of(image()));
    ByteBuffer bytes = ByteBuffer.wrap(page.toBytes()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(bytes.getInt(0)).as("screen_info").isEqualTo(0x33333333);
    assertThat(bytes.getLong(0x70)).as("acpi_rsdp_addr").isEqualTo(0x7f77d014);
    assertThat(bytes.get(0x1e8)).as("e820_entries").isEqualTo((byte) 1);
    assertThat(bytes.getInt(0x1c0)).as("efi_loader_signature").isZero();
  }

  @Test
  void needsANodeOnlyForWhatThePageHasNoRoomFor() {
    byte[] running = new byte[BootParams.SIZE];
    EfiHandover absent = new EfiHandover.Absent();
    assertThat(handover(128, running, OptionalLong.empty(), absent).nodes()).isEmpty();
    assertThat(handover(129, running, OptionalLong.empty(), absent).nodes())
        .extracting(SetupData::type)
        .containsExactly(SetupData.E820_EXT);
  }

  @Test
  void handsEfiOnOrSaysWhyItIsLost() {
    byte[] running = new byte[BootParams.SIZE];
    OptionalLong rootPointer = OptionalLong.of(0x7f77d014);
    Handover kept = handover(1, running, rootPointer, new EfiHandover.Kept(EFI));
    assertThat(kept.efiRuntime()).contains(EFI);
    assertThat(kept.efiLost()).isEmpty();
    Handover lost = handover(1, running, rootPointer, new EfiHandover.Lost("no runtime-map"));
    assertThat(lost.efiRuntime()).isEmpty();
    assertThat(lost.efiLost()).contains("no runtime-map");
    Handover absent = handover(1, running, rootPointer, new EfiHandover.Absent());
    assertThat(absent.efiRuntime()).isEmpty();
    assertThat(absent.efiLost()).isEmpty();
  }

  private static Handover handover(
      int entries, byte[] bootParams, OptionalLong rootPointer, EfiHandover efi) {
    var map = new FirmwareMemoryMap(Collections.nCopies(entries, RAM));
    return new Handover(map, bootParams, rootPointer, efi);
  }

  private static BzImage image() {
    return BzImage.parse(ByteBuffer.wrap(SyntheticKernel.gzippedBzImage()));
  }
}
