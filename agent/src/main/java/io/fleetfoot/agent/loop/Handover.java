package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.memory.FirmwareMemoryMap;
import java.util.OptionalLong;

/**
 * What the next kernel must be told about the machine, because only the firmware could tell it
 * otherwise.
 *
 * @param memoryMap /sys/firmware/memmap
 * @param bootParams the bytes of /sys/kernel/boot_params/data
 * @param acpiRootPointer physical address of the ACPI root pointer, where the host tells it
 */
@SuppressWarnings("ArrayRecordComponent") // read once, compared never
public record Handover(
    FirmwareMemoryMap memoryMap, byte[] bootParams, OptionalLong acpiRootPointer) {}
