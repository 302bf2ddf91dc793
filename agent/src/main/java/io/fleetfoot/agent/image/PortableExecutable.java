package io.fleetfoot.agent.image;

import io.fleetfoot.agent.memory.AddressRange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** The sections of a 64-bit x86 PE file, as UEFI loads it (Microsoft's PE/COFF specification). */
final class PortableExecutable {

  static final int MZ = 0x5a4d;

  private static final long PE_MAGIC = 0x4550;
  private static final int MACHINE_AMD64 = 0x8664;
  private static final int PE32_PLUS = 0x20b;
  private static final int COFF_HEADER = 24; // with the magic before it
  private static final int SECTION_HEADER = 40;
  private static final int MOST_SECTIONS = 96; // what Windows' loader takes, and firmware after it

  /**
   * One section.
   *
   * @param name without the NULs behind it
   * @param header where its header is in the file
   * @param file what it takes of the file
   * @param memory where it is loaded, from the image's first byte
   */
  record Section(String name, long header, AddressRange file, AddressRange memory) {}

  private final Bytes bytes;
  private final List<Section> sections;

  private PortableExecutable(Bytes bytes, List<Section> sections) {
    this.bytes = bytes;
    this.sections = List.copyOf(sections);
  }

  /**
   * Reads the headers of {@code file}, which holds the whole image.
   *
   * @throws MalformedImageException if it is of another kind, or if sections lie outside of the
   *     file, on the headers or on each other
   */
  static PortableExecutable parse(ByteBuffer file) {
    Bytes bytes = new Bytes(file);
    int dos = bytes.u16(0, "MZ magic");
    if (dos != MZ) {
      throw new MalformedImageException(
          0, "MZ magic is 0x%04x, expected 0x%04x; is this a PE file?".formatted(dos, MZ));
    }
    long pe = bytes.u32(0x3c, "offset of the PE header");
    requireAmd64(bytes, pe);
    int count = bytes.u16(pe + 6, "number of sections");
    if (count == 0 || count > MOST_SECTIONS) {
      throw new MalformedImageException(
          pe + 6, "%d sections, expected 1 to %d".formatted(count, MOST_SECTIONS));
    }
    long table = pe + COFF_HEADER + bytes.u16(pe + 20, "size of the optional header");
    long headersEnd = table + (long) count * SECTION_HEADER;
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sections.add(section(bytes, table + (long) i * SECTION_HEADER, headersEnd));
    }
    requireDisjoint(sections, Section::file, "in the file");
    requireDisjoint(sections, Section::memory, "in memory");
    return new PortableExecutable(bytes, sections);
  }

  private static void requireAmd64(Bytes bytes, long pe) {
    long magic = bytes.u32(pe, "PE magic");
    if (magic != PE_MAGIC) {
      throw new MalformedImageException(
          pe, "PE magic is 0x%08x, expected 0x%08x".formatted(magic, PE_MAGIC));
    }
    int machine = bytes.u16(pe + 4, "machine");
    if (machine != MACHINE_AMD64) {
      throw new MalformedImageException(
          pe + 4,
          "the PE file is for machine 0x%04x, expected 0x%04x (x86_64)"
              .formatted(machine, MACHINE_AMD64));
    }
    int kind = bytes.u16(pe + COFF_HEADER, "optional header magic");
    if (kind != PE32_PLUS) {
      throw new MalformedImageException(
          pe + COFF_HEADER,
          "optional header magic is 0x%04x, expected 0x%04x (PE32+)".formatted(kind, PE32_PLUS));
    }
  }

  private static Section section(Bytes bytes, long header, long headersEnd) {
    String name = name(bytes, header);
    long memorySize = bytes.u32(header + 8, "VirtualSize");
    long address = bytes.u32(header + 12, "VirtualAddress");
    long fileSize = bytes.u32(header + 16, "SizeOfRawData");
    long offset = fileSize == 0 ? 0 : bytes.u32(header + 20, "PointerToRawData");
    if (fileSize != 0 && offset < headersEnd) {
      throw new MalformedImageException(
          header + 20,
          "section %s begins at 0x%x of the file, before the headers end at 0x%x"
              .formatted(name, offset, headersEnd));
    }
    if (offset + fileSize > bytes.length()) {
      throw new MalformedImageException(
          header + 16,
          "section %s ends at 0x%x, but the file ends at 0x%x"
              .formatted(name, offset + fileSize, bytes.length()));
    }
    return new Section(
        name,
        header,
        AddressRange.ofSize(offset, fileSize),
        AddressRange.ofSize(address, memorySize));
  }

  private static String name(Bytes bytes, long header) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      int character = bytes.u8(header + i, "section name");
      if (character == 0) {
        break;
      }
      if (character < '!' || character > '~') {
        throw new MalformedImageException(
            header + i, "a section name has the byte 0x%02x in it".formatted(character));
      }
      name.append((char) character);
    }
    return name.toString();
  }

  private static void requireDisjoint(
      List<Section> sections, Function<Section, AddressRange> range, String where) {
    List<Section> ascending =
        sections.stream()
            .filter(section -> !range.apply(section).isEmpty())
            .sorted(Comparator.comparingLong(section -> range.apply(section).start()))
            .toList();
    for (int i = 1; i < ascending.size(); i++) {
      Section below = ascending.get(i - 1);
      Section above = ascending.get(i);
      if (range.apply(below).overlaps(range.apply(above))) {
        throw new MalformedImageException(
            above.header(),
            "sections %s and %s overlap %s".formatted(below.name(), above.name(), where));
      }
    }
  }

  /** Returns the sections of that name, in the order of their headers. */
  List<Section> named(String name) {
    return sections.stream().filter(section -> section.name().equals(name)).toList();
  }

  /**
   * Returns the bytes of a section that is data: all that it has in memory.
   *
   * @throws MalformedImageException if not all of it is in the file
   */
  ByteBuffer content(Section section) {
    long size = section.memory().size();
    if (size > section.file().size()) {
      throw new MalformedImageException(
          section.header() + 8,
          "section %s has 0x%x bytes in memory, but 0x%x in the file"
              .formatted(section.name(), size, section.file().size()));
    }
    return bytes.slice(section.file().start(), size, "section " + section.name());
  }
}
