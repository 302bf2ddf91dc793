package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.image.BootParams;
import io.fleetfoot.agent.image.EfiHandover;
import io.fleetfoot.agent.image.EfiRuntime;
import io.fleetfoot.agent.image.SetupData;
import io.fleetfoot.agent.memory.FirmwareMemoryMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the next kernel must be told about the machine, because only the firmware could tell it
 * otherwise.
 *
 * @param memoryMap /sys/firmware/memmap
 * @param bootParams the bytes of /sys/kernel/boot_params/data
 * @param acpiRootPointer physical address of the ACPI root pointer, where the host tells it
 * @param efi what of the firmware's EFI can be handed on
 */
@SuppressWarnings("ArrayRecordComponent") // read once, compared never
public record Handover(
    FirmwareMemoryMap memoryMap, byte[] bootParams, OptionalLong acpiRootPointer, EfiHandover efi) {

  /** Returns the page with what goes into it. */
  BootParams into(BootParams page) {
    BootParams told = page.withMachineOf(bootParams).withMemoryMap(memoryMap);
    return acpiRootPointer.isPresent()
        ? told.withAcpiRootPointer(acpiRootPointer.getAsLong())
        : told;
  }

  /** Returns the setup_data nodes for what has no place in the page. */
  List<SetupData> nodes() {
    return SetupData.memoryMapBeyondPage(memoryMap).stream().toList();
  }

  /** Returns the runtime services, if they can be handed on. */
  Optional<EfiRuntime> efiRuntime() {
    return efi instanceof EfiHandover.Kept kept ? Optional.of(kept.runtime()) : Optional.empty();
  }

  /** Returns why the next kernel has no EFI although this one has. */
  Optional<String> efiLost() {
    return efi instanceof EfiHandover.Lost lost ? Optional.of(lost.reason()) : Optional.empty();
  }
}
