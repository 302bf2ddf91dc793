package io.fleetfoot.agent.image;

import io.fleetfoot.agent.memory.AddressRange;
import io.fleetfoot.agent.memory.FirmwareMemoryMap;
import java.nio.ByteBuffer;

/**
 * Builds the boot_params page ("zero page") of the next kernel, from zero and never as a copy of
 * the running kernel's (Documentation/arch/x86/zero-page.rst).
 */
public final class BootParams {

  /** Size of boot_params in bytes. */
  public static final int SIZE = 4096;

  private BootParams() {}

  /** Begins a page with the setup header of {@code image}. */
  public static BootParams of(BzImage image) {
    throw new UnsupportedOperationException();
  }

  /** Puts the command line, NUL-terminated, at physical {@code address}. */
  public BootParams commandLineAt(long address) {
    return this;
  }

  /** Names the physical memory that holds the initrd. */
  public BootParams initrd(AddressRange range) {
    return this;
  }

  /** Names the physical address of the first setup_data node. */
  public BootParams setupDataAt(long address) {
    return this;
  }

  /**
   * Names the physical address of the ACPI root pointer. On EFI hosts it is in
   * /sys/firmware/efi/systab, and a kernel that is not told finds no ACPI.
   */
  public BootParams acpiRootPointer(long address) {
    return this;
  }

  /**
   * Copies the fields that describe the machine and not the kernel (screen_info, APM, IST, EDD,
   * EDID, secure_boot) from {@code running}, the bytes of /sys/kernel/boot_params/data.
   */
  public BootParams machineFrom(ByteBuffer running) {
    return this;
  }

  /**
   * Writes the e820 table.
   *
   * @throws IllegalArgumentException if the map has more than 128 entries
   */
  public BootParams memoryMap(FirmwareMemoryMap map) {
    return this;
  }

  /** Sets KASLR_FLAG, by which the kernel randomises its memory regions, or clears it. */
  public BootParams kaslr(boolean on) {
    return this;
  }

  /** Returns the page, {@value #SIZE} bytes. */
  public byte[] toBytes() {
    return new byte[SIZE];
  }
}
