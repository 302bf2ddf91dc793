package io.fleetfoot.agent.image;

import io.fleetfoot.agent.memory.AddressRange;
import io.fleetfoot.agent.memory.FirmwareMemoryMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The boot_params page ("zero page") of the next kernel, made from zero and never a copy of the
 * running kernel's (Documentation/arch/x86/zero-page.rst). Each {@code with} returns a new page.
 */
public final class BootParams {

  /** Size of boot_params in bytes. */
  public static final int SIZE = 4096;

  /** How many e820 entries the page holds. */
  public static final int MOST_E820_ENTRIES = 128;

  // offsets by arch/x86/include/uapi/asm/bootparam.h
  private static final int ACPI_RSDP_ADDR = 0x070;
  private static final int EXT_RAMDISK_IMAGE = 0x0c0;
  private static final int EXT_RAMDISK_SIZE = 0x0c4;
  private static final int EXT_CMD_LINE_PTR = 0x0c8;
  private static final int EFI_LOADER_SIGNATURE = 0x1c0;
  private static final int EFI_SYSTAB = 0x1c4;
  private static final int EFI_MEMDESC_SIZE = 0x1c8;
  private static final int EFI_MEMDESC_VERSION = 0x1cc;
  private static final int EFI_MEMMAP = 0x1d0;
  private static final int EFI_MEMMAP_SIZE = 0x1d4;
  private static final int EFI_SYSTAB_HI = 0x1d8;
  private static final int EFI_MEMMAP_HI = 0x1dc;
  private static final int E820_ENTRIES = 0x1e8;
  private static final int SETUP_HEADER = 0x1f1;
  private static final int TYPE_OF_LOADER = 0x210;
  private static final int LOADFLAGS = 0x211;
  private static final int RAMDISK_IMAGE = 0x218;
  private static final int RAMDISK_SIZE = 0x21c;
  private static final int CMD_LINE_PTR = 0x228;
  private static final int CMDLINE_SIZE = 0x238;
  private static final int SETUP_DATA = 0x250;
  private static final int E820_TABLE = 0x2d0;
  private static final int E820_ENTRY_SIZE = 20;

  private static final byte UNDEFINED_LOADER = (byte) 0xff;
  private static final byte LOADED_HIGH = 1;
  private static final byte KASLR_FLAG = 2;

  /** A field that describes the machine, not the kernel. */
  private record Field(int offset, int size) {}

  private static final Field[] MACHINE = {
    new Field(0x000, 64), // screen_info
    new Field(0x040, 20), // apm_bios_info
    new Field(0x060, 16), // ist_info
    new Field(0x140, 128), // edid_info
    new Field(0x1e9, 2), // eddbuf_entries, edd_mbr_sig_buf_entries
    new Field(0x1ec, 1), // secure_boot
    new Field(0x290, 64), // edd_mbr_sig_buffer
    new Field(0xd00, 492) // eddbuf
  };

  private final ByteBuffer page;

  private BootParams(ByteBuffer page) {
    this.page = page;
  }

  /** Returns a page with the setup header of {@code image}, and nothing else the kernel acts on. */
  public static BootParams of(KernelImage image) {
    ByteBuffer page = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    page.put(SETUP_HEADER, image.setupHeader(), 0, image.setupHeader().remaining());
    // what a real-mode loader or the bzImage left in it is not ours
    page.putInt(RAMDISK_IMAGE, 0).putInt(RAMDISK_SIZE, 0).putInt(CMD_LINE_PTR, 0);
    page.putLong(SETUP_DATA, 0);
    page.put(TYPE_OF_LOADER, UNDEFINED_LOADER).put(LOADFLAGS, LOADED_HIGH);
    return new BootParams(page);
  }

  /** Puts the command line, NUL-terminated, at physical {@code address}. */
  public BootParams withCommandLineAt(long address) {
    ByteBuffer copy = copy();
    split(copy, address, CMD_LINE_PTR, EXT_CMD_LINE_PTR);
    return new BootParams(copy);
  }

  /** Names the physical memory that holds the initrd. */
  public BootParams withInitrd(AddressRange range) {
    ByteBuffer copy = copy();
    split(copy, range.start(), RAMDISK_IMAGE, EXT_RAMDISK_IMAGE);
    split(copy, range.size(), RAMDISK_SIZE, EXT_RAMDISK_SIZE);
    return new BootParams(copy);
  }

  /** Names the physical address of the first setup_data node. */
  public BootParams withSetupDataAt(long address) {
    return new BootParams(copy().putLong(SETUP_DATA, address));
  }

  /**
   * Names the physical address of the ACPI root pointer. On EFI hosts it is in
   * /sys/firmware/efi/systab, and a kernel that is not told finds no ACPI.
   */
  public BootParams withAcpiRootPointer(long address) {
    return new BootParams(copy().putLong(ACPI_RSDP_ADDR, address));
  }

  /**
   * Copies the fields that describe the machine and not the kernel (screen_info, APM, IST, EDD,
   * EDID, secure_boot) from {@code running}, the bytes of /sys/kernel/boot_params/data.
   *
   * @throws IllegalArgumentException if those are not a whole page
   */
  public BootParams withMachineOf(byte[] running) {
    if (running.length != SIZE) {
      throw new IllegalArgumentException(
          "the running kernel's boot_params have %d bytes, expected %d"
              .formatted(running.length, SIZE));
    }
    ByteBuffer copy = copy();
    for (Field field : MACHINE) {
      copy.put(field.offset(), running, field.offset(), field.size());
    }
    return new BootParams(copy);
  }

  /**
   * Tells where the firmware's runtime services are (efi_info), of which the descriptors lie at
   * physical {@code mapAddress}, within the setup_data node of {@link EfiRuntime#setupData}. The
   * kernel dies without a word if it finds the one without the other.
   */
  public BootParams withEfi(EfiRuntime efi, long mapAddress) {
    ByteBuffer copy = copy();
    copy.putInt(EFI_LOADER_SIGNATURE, EfiRuntime.SIGNATURE_64_BIT);
    split(copy, efi.systemTable(), EFI_SYSTAB, EFI_SYSTAB_HI);
    split(copy, mapAddress, EFI_MEMMAP, EFI_MEMMAP_HI);
    copy.putInt(EFI_MEMMAP_SIZE, efi.map().size() * EfiRuntime.DESCRIPTOR_SIZE);
    copy.putInt(EFI_MEMDESC_SIZE, EfiRuntime.DESCRIPTOR_SIZE);
    copy.putInt(EFI_MEMDESC_VERSION, EfiRuntime.DESCRIPTOR_VERSION);
    return new BootParams(copy);
  }

  /**
   * Writes the e820 table. What goes beyond {@value #MOST_E820_ENTRIES} entries must follow in
   * {@link SetupData#memoryMapBeyondPage}.
   */
  public BootParams withMemoryMap(FirmwareMemoryMap map) {
    ByteBuffer copy = copy();
    copy.put(E820_TABLE, new byte[MOST_E820_ENTRIES * E820_ENTRY_SIZE]);
    List<FirmwareMemoryMap.Entry> entries = map.entries();
    int count = Math.min(entries.size(), MOST_E820_ENTRIES);
    copy.put(E820_TABLE, e820(entries.subList(0, count)));
    return new BootParams(copy.put(E820_ENTRIES, (byte) count));
  }

  /** Returns struct boot_e820_entry, one behind the other. */
  static byte[] e820(List<FirmwareMemoryMap.Entry> entries) {
    ByteBuffer table =
        ByteBuffer.allocate(entries.size() * E820_ENTRY_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    for (FirmwareMemoryMap.Entry entry : entries) {
      table.putLong(entry.range().start()).putLong(entry.range().size()).putInt(entry.type());
    }
    return table.array();
  }

  /** Sets KASLR_FLAG, by which the kernel randomises its memory regions, or clears it. */
  public BootParams withKaslr(boolean on) {
    byte flags = (byte) (on ? LOADED_HIGH | KASLR_FLAG : LOADED_HIGH);
    return new BootParams(copy().put(LOADFLAGS, flags));
  }

  /** Returns the longest command line the kernel takes, in bytes without the final NUL. */
  public long commandLineSize() {
    return Integer.toUnsignedLong(page.getInt(CMDLINE_SIZE));
  }

  /** Returns a copy of the page, {@value #SIZE} bytes. */
  public byte[] toBytes() {
    return page.array().clone();
  }

  private static void split(ByteBuffer page, long value, int low, int high) {
    page.putInt(low, (int) value).putInt(high, (int) (value >>> Integer.SIZE));
  }

  private ByteBuffer copy() {
    return ByteBuffer.wrap(toBytes()).order(ByteOrder.LITTLE_ENDIAN);
  }
}
