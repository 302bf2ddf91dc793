package io.fleetfoot.agent.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Where the firmware's runtime services are and how they are mapped, which only the kernel that the
 * firmware started could ask (arch/x86/platform/efi/efi.c, kexec_enter_virtual_mode).
 *
 * @param systemTable physical address of the EFI system table
 * @param firmwareVendor as in /sys/firmware/efi/fw_vendor
 * @param runtimeServices as in /sys/firmware/efi/runtime, 0 if that is not shown
 * @param configurationTables as in /sys/firmware/efi/config_table
 * @param smbios physical address of the SMBIOS entry point, 0 if there is none
 * @param map the runtime regions by number
 */
public record EfiRuntime(
    long systemTable,
    long firmwareVendor,
    long runtimeServices,
    long configurationTables,
    long smbios,
    List<Descriptor> map) {

  /** The loader signature of 64-bit firmware, "EL64". */
  public static final int SIGNATURE_64_BIT = 0x34364c45;

  static final int DESCRIPTOR_SIZE = 40;
  static final int DESCRIPTOR_VERSION = 1;

  // struct efi_setup_data, arch/x86/include/asm/efi.h: four words and eight reserved ones
  private static final int SETUP_SIZE = 96;

  /**
   * One region (EFI_MEMORY_DESCRIPTOR of the UEFI specification).
   *
   * @param type the EFI memory type
   * @param physical its first address
   * @param virtual where the running kernel has mapped it, and the next one has to
   * @param pages its length in pages of 4 KiB
   * @param attribute EFI_MEMORY_* bits
   */
  public record Descriptor(int type, long physical, long virtual, long pages, long attribute) {}

  /** Refuses an empty map, with which the next kernel would die. */
  public EfiRuntime {
    map = List.copyOf(map);
    if (map.isEmpty()) {
      throw new IllegalArgumentException("the map of the EFI runtime regions is empty");
    }
  }

  /** Returns the SETUP_EFI node with the map behind it. */
  public SetupData setupData() {
    ByteBuffer payload =
        ByteBuffer.allocate(SETUP_SIZE + map.size() * DESCRIPTOR_SIZE)
            .order(ByteOrder.LITTLE_ENDIAN);
    payload.putLong(firmwareVendor).putLong(runtimeServices);
    payload.putLong(configurationTables).putLong(smbios);
    payload.position(SETUP_SIZE);
    for (Descriptor region : map) {
      payload.putInt(region.type()).putInt(0);
      payload.putLong(region.physical()).putLong(region.virtual());
      payload.putLong(region.pages()).putLong(region.attribute());
    }
    return new SetupData(SetupData.EFI, payload.array());
  }

  /** Returns the address of the map in a SETUP_EFI node that lies at {@code node}. */
  public static long mapAddress(long node) {
    return node + SetupData.HEADER_SIZE + SETUP_SIZE;
  }
}
