package io.fleetfoot.agent.preflight;

import java.util.OptionalLong;
import java.util.Set;

/**
 * What the hardware and firmware are like.
 *
 * @param memoryEncryption what encrypts the memory now: SEV, TDX, SME
 * @param fiveLevelPaging whether the kernel runs with five-level page tables (la57)
 * @param xenParavirtual whether the kernel is a paravirtual guest of Xen
 * @param efi whether the firmware is UEFI
 * @param acpiRootPointer physical address of the ACPI root pointer where the host tells it
 * @param firmwareMemoryMap whether /sys/firmware/memmap is there
 * @param crc32Instruction whether the processor computes CRC-32C (SSE4.2)
 */
public record PlatformFacts(
    Set<String> memoryEncryption,
    boolean fiveLevelPaging,
    boolean xenParavirtual,
    boolean efi,
    OptionalLong acpiRootPointer,
    boolean firmwareMemoryMap,
    boolean crc32Instruction) {

  /** Copies the set. */
  public PlatformFacts {
    memoryEncryption = Set.copyOf(memoryEncryption);
  }
}
