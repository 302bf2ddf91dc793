package io.fleetfoot.agent.linux;

import io.fleetfoot.agent.memory.AddressRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Where physical memory lies in /proc/kcore, by its program headers (fs/proc/kcore.c).
 *
 * @param parts the RAM shown, without the kernel's own text mapping
 */
record KcoreLayout(List<Part> parts) {
  static final int ELF_HEADER_SIZE = 64;

  private static final int ELF_MAGIC = 0x464c457f;
  private static final int PROGRAM_HEADER_SIZE = 56;
  private static final int PT_LOAD = 1;
  // __START_KERNEL_map: text and modules, whose p_paddr is an alias or none at all
  private static final long KERNEL_MAP = 0xffffffff80000000L;
  // a p_paddr of -1 says that the mapping is not of RAM
  private static final long NO_ADDRESS = -1;

  /** A run of RAM and where it stands in the file. */
  record Part(AddressRange range, long offset) {}

  KcoreLayout {
    parts = List.copyOf(parts);
  }

  /** Returns how long ELF header and program headers are. */
  static int headersSize(ByteBuffer start) {
    ByteBuffer header = start.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    requireLength(header, ELF_HEADER_SIZE);
    if (header.getInt(0) != ELF_MAGIC) {
      throw new IllegalArgumentException(
          "magic at 0x0 is 0x%08x, expected that of an ELF file".formatted(header.getInt(0)));
    }
    long programHeaders = header.getLong(0x20);
    int size = header.getShort(0x36) & 0xffff;
    int count = header.getShort(0x38) & 0xffff;
    if (programHeaders < ELF_HEADER_SIZE
        || programHeaders > 1 << 20
        || size != PROGRAM_HEADER_SIZE) {
      throw new IllegalArgumentException(
          "program headers of %d bytes at 0x%x, expected %d bytes after the header"
              .formatted(size, programHeaders, PROGRAM_HEADER_SIZE));
    }
    return (int) programHeaders + count * size;
  }

  /** Reads the program headers. */
  static KcoreLayout parse(ByteBuffer headers) {
    ByteBuffer bytes = headers.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int end = headersSize(bytes);
    requireLength(bytes, end);
    List<Part> parts = new ArrayList<>();
    for (int at = (int) bytes.getLong(0x20); at < end; at += PROGRAM_HEADER_SIZE) {
      long virtual = bytes.getLong(at + 0x10);
      long physical = bytes.getLong(at + 0x18);
      boolean ram = Long.compareUnsigned(virtual, KERNEL_MAP) < 0 && physical != NO_ADDRESS;
      if (bytes.getInt(at) == PT_LOAD && ram) {
        var range = AddressRange.ofSize(physical, bytes.getLong(at + 0x28));
        parts.add(new Part(range, bytes.getLong(at + 0x08)));
      }
    }
    return new KcoreLayout(parts);
  }

  /** Returns the file offset of a run of RAM, or nothing when not all of it is shown. */
  OptionalLong offsetOf(long physicalAddress, long length) {
    var wanted = AddressRange.ofSize(physicalAddress, length);
    return parts.stream()
        .filter(part -> part.range().contains(wanted))
        .mapToLong(part -> part.offset() + (physicalAddress - part.range().start()))
        .findFirst();
  }

  private static void requireLength(ByteBuffer bytes, int length) {
    if (bytes.limit() < length) {
      throw new IllegalArgumentException(
          "headers end at 0x%x, expected 0x%x bytes".formatted(bytes.limit(), length));
    }
  }
}
