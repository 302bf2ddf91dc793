package io.fleetfoot.agent.memory;

import java.util.Comparator;
import java.util.List;

/**
 * The memory map the firmware handed over, which the next kernel is given as its e820 table.
 *
 * @param entries the ranges in ascending order
 */
public record FirmwareMemoryMap(List<Entry> entries) {

  /**
   * One range of the firmware's map.
   *
   * @param range the physical addresses
   * @param type the e820 type (arch/x86/include/asm/e820/types.h): 1 is RAM
   */
  public record Entry(AddressRange range, int type) {}

  /**
   * The three files of one directory /sys/firmware/memmap/N, as read.
   *
   * @param start the first address, as {@code 0x100000}
   * @param end the last address, inside the range
   * @param type what it holds, such as {@code System RAM}
   */
  public record Text(String start, String end, String type) {}

  /** Takes a copy in ascending order. */
  public FirmwareMemoryMap {
    entries =
        entries.stream()
            .sorted(Comparator.comparing(e -> e.range().start(), Long::compareUnsigned))
            .toList();
  }

  /**
   * Parses the directories of /sys/firmware/memmap, in any order.
   *
   * @throws IllegalArgumentException if there are none, an address is no hexadecimal number, or a
   *     type has no e820 number
   */
  public static FirmwareMemoryMap parse(List<Text> directories) {
    if (directories.isEmpty()) {
      throw new IllegalArgumentException(
          "/sys/firmware/memmap has no entries; the kernel needs CONFIG_FIRMWARE_MEMMAP");
    }
    return new FirmwareMemoryMap(directories.stream().map(FirmwareMemoryMap::entry).toList());
  }

  private static Entry entry(Text text) {
    return new Entry(
        AddressRange.inclusive(address(text.start()), address(text.end())), type(text.type()));
  }

  private static long address(String text) {
    String trimmed = text.strip();
    if (!trimmed.matches("0x[0-9a-fA-F]{1,16}")) {
      throw new IllegalArgumentException(
          "firmware memory map address is \"%s\", expected a number such as 0x100000"
              .formatted(trimmed));
    }
    return Long.parseUnsignedLong(trimmed.substring(2), 16);
  }

  // arch/x86/kernel/e820.c, e820_type_to_string()
  private static int type(String text) {
    return switch (text.strip()) {
      case "System RAM" -> 1;
      case "Reserved", "Unknown E820 type" -> 2;
      case "ACPI Tables" -> 3;
      case "ACPI Non-volatile Storage" -> 4;
      case "Unusable memory" -> 5;
      case "Persistent Memory" -> 7;
      case "Persistent Memory (legacy)" -> 12;
      case "Soft Reserved" -> 0xefffffff;
      default ->
          throw new IllegalArgumentException(
              "firmware memory map type \"%s\" has no e820 number".formatted(text.strip()));
    };
  }
}
