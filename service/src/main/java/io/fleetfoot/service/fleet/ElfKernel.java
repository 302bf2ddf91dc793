package io.fleetfoot.service.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An uncompressed x86-64 kernel ({@code vmlinux}), judged as an agent judges it before it stages.
 *
 * @param release what its banner names
 */
public record ElfKernel(KernelRelease release) implements KernelFile {

  // include/uapi/linux/elf.h
  private static final int ELF_MAGIC = 0x464c457f;
  private static final int HEADER_SIZE = 64;
  private static final int CLASS_64_LITTLE_ENDIAN = 0x0102;
  private static final int EM_X86_64 = 62;
  private static final int PT_LOAD = 1;
  private static final int PROGRAM_HEADER_SIZE = 56;
  private static final int MOST_PROGRAM_HEADERS = 64;
  // KERNEL_IMAGE_SIZE, arch/x86/include/asm/page_64_types.h
  private static final long LARGEST_SPAN = 1L << 30;

  /** What a program header loads: bytes of the file to a physical address, and zeros behind. */
  private record Segment(long offset, long fileSize, long address, long memorySize) {

    boolean holds(KernelBanner banner) {
      return banner.offset() >= offset && banner.end() <= offset + fileSize;
    }

    boolean holdsEntry(long entry) {
      return entry >= address && entry - address < fileSize;
    }
  }

  /** Says whether a file with this head begins as an ELF file does. */
  static boolean begins(byte[] head) {
    return head.length >= Integer.BYTES && littleEndian(head).getInt(0) == ELF_MAGIC;
  }

  /**
   * Reads the whole file.
   *
   * @param head its beginning, in which the program headers lie
   */
  static ElfKernel read(byte[] head, InputStream file) throws IOException {
    ByteBuffer header = littleEndian(head);
    requireKernel(header);
    List<Segment> segments = segments(header);
    requireEntry(header.getLong(0x18), segments);
    Map<Segment, String> releases = new HashMap<>();
    long length =
        KernelBanner.scan(
            file,
            banner ->
                segments.stream()
                    .filter(segment -> segment.holds(banner))
                    .forEach(segment -> releases.putIfAbsent(segment, banner.release())));
    requireWhole(header, segments, length);
    return new ElfKernel(
        segments.stream()
            .map(releases::get)
            .filter(Objects::nonNull)
            .findFirst()
            .map(KernelRelease::new)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no \"Linux version\" banner with a release stands in what the ELF file"
                            + " loads, expected one; is it a kernel?")));
  }

  @Override
  public String version() {
    return release.value();
  }

  private static void requireKernel(ByteBuffer header) {
    if (header.limit() < HEADER_SIZE) {
      throw new IllegalArgumentException(
          "the ELF file has %d bytes, a vmlinux has more than %d"
              .formatted(header.limit(), HEADER_SIZE));
    }
    int kind = Short.toUnsignedInt(header.getShort(4));
    if (kind != CLASS_64_LITTLE_ENDIAN) {
      throw new IllegalArgumentException(
          "EI_CLASS and EI_DATA of the ELF file at 0x4 are 0x%04x, expected 0x%04x: 64-bit, little-endian"
              .formatted(kind, CLASS_64_LITTLE_ENDIAN));
    }
    int machine = Short.toUnsignedInt(header.getShort(0x12));
    if (machine != EM_X86_64) {
      throw new IllegalArgumentException(
          "e_machine of the ELF file at 0x12 is %d, expected %d (x86-64)"
              .formatted(machine, EM_X86_64));
    }
  }

  /** Returns what is loaded, in ascending order of physical address. */
  private static List<Segment> segments(ByteBuffer header) {
    long start = header.getLong(0x20);
    int size = Short.toUnsignedInt(header.getShort(0x36));
    int count = Short.toUnsignedInt(header.getShort(0x38));
    if (size != PROGRAM_HEADER_SIZE || count == 0 || count > MOST_PROGRAM_HEADERS) {
      throw new IllegalArgumentException(
          "the ELF file at 0x36 has %d program headers of %d bytes, expected 1 to %d of %d; is it a vmlinux?"
              .formatted(count, size, MOST_PROGRAM_HEADERS, PROGRAM_HEADER_SIZE));
    }
    if (start < HEADER_SIZE || start > header.limit() - (long) count * size) {
      throw new IllegalArgumentException(
          "program headers of the ELF file are at 0x%x, expected them from 0x%x on, with their end before 0x%x"
              .formatted(start, HEADER_SIZE, header.limit()));
    }
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int at = (int) start + i * size;
      if (header.getInt(at) == PT_LOAD && header.getLong(at + 0x28) != 0) {
        segments.add(segment(header, at));
      }
    }
    segments.sort(Comparator.comparingLong(Segment::address));
    requireDisjoint(segments, start);
    return segments;
  }

  private static Segment segment(ByteBuffer header, int at) {
    Segment segment =
        new Segment(
            header.getLong(at + 0x8),
            header.getLong(at + 0x20),
            header.getLong(at + 0x18),
            header.getLong(at + 0x28));
    if (segment.memorySize() < 0
        || segment.memorySize() > LARGEST_SPAN
        || segment.fileSize() < 0
        || segment.fileSize() > segment.memorySize()) {
      throw new IllegalArgumentException(
          "the segment of the ELF file at 0x%x has 0x%x bytes in the file and 0x%x in memory, expected not more in the file, and at most 1 GiB"
              .formatted(at, segment.fileSize(), segment.memorySize()));
    }
    if (segment.address() < 0 || segment.address() > Long.MAX_VALUE - segment.memorySize()) {
      throw new IllegalArgumentException(
          "the segment of the ELF file at 0x%x has the physical address 0x%x, expected a lower one"
              .formatted(at, segment.address()));
    }
    return segment;
  }

  private static void requireDisjoint(List<Segment> segments, long start) {
    if (segments.isEmpty()) {
      throw new IllegalArgumentException(
          "no program header of the ELF file at 0x%x loads anything, expected a kernel"
              .formatted(start));
    }
    long first = segments.get(0).address();
    long end = first;
    for (Segment segment : segments) {
      if (segment.address() < end) {
        throw new IllegalArgumentException(
            "two segments of the ELF file lie at 0x%x, expected each at an address of its own"
                .formatted(segment.address()));
      }
      end = segment.address() + segment.memorySize();
    }
    if (end - first > LARGEST_SPAN) {
      throw new IllegalArgumentException(
          "the segments of the ELF file span 0x%x bytes, expected at most 1 GiB"
              .formatted(end - first));
    }
  }

  private static void requireEntry(long entry, List<Segment> segments) {
    if (segments.stream().noneMatch(segment -> segment.holdsEntry(entry))) {
      throw new IllegalArgumentException(
          "e_entry of the ELF file at 0x18 is 0x%x, expected a physical address in a loaded segment; is it a kernel?"
              .formatted(entry));
    }
  }

  private static void requireWhole(ByteBuffer header, List<Segment> segments, long length) {
    for (Segment segment : segments) {
      requireInside("a segment", segment.offset(), segment.fileSize(), length);
    }
    long sections = header.getLong(0x28);
    long size =
        (long) Short.toUnsignedInt(header.getShort(0x3a))
            * Short.toUnsignedInt(header.getShort(0x3c));
    requireInside("the section header table", sections, size, length);
  }

  private static void requireInside(String what, long offset, long size, long length) {
    if (offset < 0 || offset > length || size > length - offset) {
      throw new IllegalArgumentException(
          "%s of the ELF file has 0x%x bytes at 0x%x, expected it to end before the file does at 0x%x; is the file cut off?"
              .formatted(what, size, offset, length));
    }
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
