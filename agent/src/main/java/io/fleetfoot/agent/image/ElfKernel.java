package io.fleetfoot.agent.image;

import io.fleetfoot.agent.memory.AddressRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** An uncompressed x86_64 kernel ({@code vmlinux}), out of a bzImage or as a file of its own. */
public final class ElfKernel implements KernelImage {

  // include/uapi/linux/elf.h
  private static final long ELF_MAGIC = 0x464c457fL;
  private static final int ELFCLASS64 = 2;
  private static final int ELFDATA2LSB = 1;
  private static final int EM_X86_64 = 62;
  private static final int PT_LOAD = 1;
  private static final int PROGRAM_HEADER_SIZE = 56;
  private static final int MOST_PROGRAM_HEADERS = 64;
  // KERNEL_IMAGE_SIZE, arch/x86/include/asm/page_64_types.h
  private static final long LARGEST_SPAN = 1L << 30;
  private static final long TWO_MIB = 1L << 21;

  /**
   * One PT_LOAD program header.
   *
   * @param content the bytes from the file
   * @param memory where they and the zeros behind them lie, by p_paddr
   */
  public record LoadSegment(ByteBuffer content, AddressRange memory) {}

  private final List<LoadSegment> segments;
  private final long entry;
  private final AddressRange span;
  private final ByteBuffer relocations;
  private final long relocationsOffset;

  private ElfKernel(
      List<LoadSegment> segments, long entry, ByteBuffer relocations, long relocationsOffset) {
    this.segments = segments;
    this.entry = entry;
    this.span = span(segments);
    this.relocations = relocations;
    this.relocationsOffset = relocationsOffset;
  }

  /**
   * Reads the headers of {@code file}, which holds the whole kernel.
   *
   * @throws MalformedImageException if it is no 64-bit x86 kernel with a physical entry point
   */
  public static ElfKernel parse(ByteBuffer file) {
    Bytes bytes = new Bytes(file);
    requireKernel(bytes);
    List<LoadSegment> segments = segments(bytes);
    long entry = bytes.u64(0x18, "e_entry");
    if (segments.stream().noneMatch(segment -> fileMemory(segment).contains(entry))) {
      throw new MalformedImageException(
          0x18, "entry point 0x%x lies in no loaded segment".formatted(entry));
    }
    long tail = endOfSectionHeaders(bytes);
    return new ElfKernel(
        segments, entry, bytes.slice(tail, bytes.length() - tail, "relocations"), tail);
  }

  /**
   * Reads {@code file} as a kernel that is no part of a bzImage, so that all about it is known from
   * the ELF file alone.
   *
   * @throws MalformedImageException as {@link #parse}, or if it names no kernel release
   */
  static ElfKernel parseImage(ByteBuffer file) {
    ElfKernel kernel = parse(file);
    var _unused = kernel.release();
    return kernel;
  }

  /** Returns whether {@code file} begins as an ELF file does. */
  static boolean begins(ByteBuffer file) {
    ByteBuffer bytes = file.slice().order(ByteOrder.LITTLE_ENDIAN);
    return bytes.limit() >= Integer.BYTES && Integer.toUnsignedLong(bytes.getInt(0)) == ELF_MAGIC;
  }

  private static void requireKernel(Bytes file) {
    long magic = file.u32(0, "ELF magic");
    if (magic != ELF_MAGIC) {
      throw new MalformedImageException(
          0, "ELF magic is 0x%08x, expected 0x%08x".formatted(magic, ELF_MAGIC));
    }
    int kind = file.u8(4, "EI_CLASS") << 8 | file.u8(5, "EI_DATA");
    if (kind != (ELFCLASS64 << 8 | ELFDATA2LSB)) {
      throw new MalformedImageException(4, "the ELF file is not 64-bit little-endian");
    }
    int machine = file.u16(0x12, "e_machine");
    if (machine != EM_X86_64) {
      throw new MalformedImageException(
          0x12,
          "the ELF file is for machine %d, expected %d (x86_64)".formatted(machine, EM_X86_64));
    }
  }

  private static List<LoadSegment> segments(Bytes file) {
    long headers = file.u64(0x20, "e_phoff");
    int size = file.u16(0x36, "e_phentsize");
    int count = file.u16(0x38, "e_phnum");
    if (size != PROGRAM_HEADER_SIZE || count == 0 || count > MOST_PROGRAM_HEADERS) {
      throw new MalformedImageException(
          0x36, "%d program headers of %d bytes, expected 1 to 64 of 56".formatted(count, size));
    }
    List<LoadSegment> segments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Bytes header = new Bytes(file.slice(headers + (long) i * size, size, "program header"));
      if (header.u32(0, "p_type") == PT_LOAD && header.u64(0x28, "p_memsz") != 0) {
        segments.add(segment(file, header, headers + (long) i * size));
      }
    }
    segments.sort(Comparator.comparing(s -> s.memory().start(), Long::compareUnsigned));
    requireDisjoint(segments, headers);
    return List.copyOf(segments);
  }

  private static LoadSegment segment(Bytes file, Bytes header, long offset) {
    long address = header.u64(0x18, "p_paddr");
    long fileSize = header.u64(0x20, "p_filesz");
    long memorySize = header.u64(0x28, "p_memsz");
    if (memorySize < 0 || memorySize > LARGEST_SPAN || fileSize < 0 || fileSize > memorySize) {
      throw new MalformedImageException(
          offset,
          "a segment has 0x%x bytes in the file and 0x%x in memory"
              .formatted(fileSize, memorySize));
    }
    if (address < 0 || address > Long.MAX_VALUE - memorySize) {
      throw new MalformedImageException(
          offset, "a segment's physical address is 0x%x".formatted(address));
    }
    return new LoadSegment(
        file.slice(header.u64(0x8, "p_offset"), fileSize, "segment"),
        AddressRange.ofSize(address, memorySize));
  }

  private static void requireDisjoint(List<LoadSegment> segments, long offset) {
    if (segments.isEmpty()) {
      throw new MalformedImageException(offset, "the ELF file has nothing to load");
    }
    for (int i = 1; i < segments.size(); i++) {
      AddressRange below = segments.get(i - 1).memory();
      AddressRange above = segments.get(i).memory();
      if (below.overlaps(above)) {
        throw new MalformedImageException(
            offset, "segments %s and %s overlap".formatted(below, above));
      }
    }
    if (span(segments).size() > LARGEST_SPAN) {
      throw new MalformedImageException(
          offset, "the segments span %s, expected at most 1 GiB".formatted(span(segments)));
    }
  }

  private static AddressRange span(List<LoadSegment> segments) {
    return new AddressRange(
        segments.get(0).memory().start(), segments.get(segments.size() - 1).memory().end());
  }

  private static AddressRange fileMemory(LoadSegment segment) {
    return AddressRange.ofSize(segment.memory().start(), segment.content().remaining());
  }

  private static long endOfSectionHeaders(Bytes file) {
    long headers = file.u64(0x28, "e_shoff");
    long length = (long) file.u16(0x3a, "e_shentsize") * file.u16(0x3c, "e_shnum");
    if (headers < 0 || headers > file.length() || length > file.length() - headers) {
      throw new MalformedImageException(
          0x28,
          "section headers of 0x%x bytes at 0x%x reach beyond the end 0x%x"
              .formatted(length, headers, file.length()));
    }
    return headers == 0 ? file.length() : headers + length;
  }

  /** Returns the PT_LOAD segments in ascending order of physical address; they do not overlap. */
  public List<LoadSegment> segments() {
    return segments;
  }

  /** Returns the physical entry point the kernel was linked for. */
  public long entry() {
    return entry;
  }

  /** Returns the physical memory from the first to the last byte of all segments. */
  public AddressRange span() {
    return span;
  }

  /** Returns the bytes behind the section headers: the kernel's relocation lists, or nothing. */
  public ByteBuffer relocations() {
    return relocations.duplicate().order(relocations.order());
  }

  /** Returns the offset of the relocation lists in the file. */
  public long relocationsOffset() {
    return relocationsOffset;
  }

  /**
   * @throws MalformedImageException if the kernel's banner is not in it
   */
  @Override
  public String release() {
    return segments.stream()
        .flatMap(segment -> KernelBanner.release(segment.content()).stream())
        .findFirst()
        .orElseThrow(
            () ->
                new MalformedImageException(
                    0, "the ELF file has no \"Linux version\" banner; is it a kernel?"));
  }

  /** Returns the span of the segments: bss and brk are in the last one. */
  @Override
  public long initSize() {
    return AddressRange.alignUp(span.size(), TWO_MIB);
  }

  /** Returns 2 MiB, the least there is: an ELF file does not tell CONFIG_PHYSICAL_ALIGN. */
  @Override
  public long kernelAlignment() {
    return TWO_MIB;
  }

  @Override
  public long preferredAddress() {
    return span.start();
  }

  @Override
  public long commandLineSize() {
    return SyntheticSetupHeader.COMMAND_LINE_SIZE;
  }

  /** Returns false: an ELF file does not tell CONFIG_X86_5LEVEL. */
  @Override
  public boolean supportsFiveLevelPaging() {
    return false;
  }

  @Override
  public boolean canBeLoadedAbove4Gib() {
    return true;
  }

  /** Returns what the bzImage of this kernel would have, as far as the kernel looks at it. */
  @Override
  public ByteBuffer setupHeader() {
    return SyntheticSetupHeader.of(this);
  }
}
