package io.fleetfoot.agent.image.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds unified kernel images: PE files of as many sections as a test wants. */
public final class SyntheticUki {

  /** Where the PE header begins. */
  public static final int PE = 0x80;

  /** Where the first section header is; each has {@value #SECTION_HEADER} bytes. */
  public static final int SECTION_TABLE = PE + 24 + 240;

  /** Size of a section header. */
  public static final int SECTION_HEADER = 40;

  private static final int FILE_ALIGNMENT = 512;
  private static final int MEMORY_ALIGNMENT = 4096;

  private final Map<String, byte[]> sections = new LinkedHashMap<>();

  /** Returns one as ukify builds it, with a kernel, an initrd and a command line. */
  public static SyntheticUki usual() {
    return new SyntheticUki()
        .with(".text", new byte[700])
        .with(".osrel", text("ID=test\nVERSION_ID=1\n"))
        .with(".cmdline", text("console=ttyS0 quiet\n\0"))
        .with(".uname", text("6.99.0-test"))
        .with(".initrd", SyntheticCpio.archive("init"))
        .with(".linux", SyntheticKernel.gzippedBzImage());
  }

  /** Adds a section, or replaces it. */
  public SyntheticUki with(String name, byte[] content) {
    sections.put(name, content);
    return this;
  }

  /** Leaves a section out. */
  public SyntheticUki without(String name) {
    sections.remove(name);
    return this;
  }

  /** Returns the offset of a section's header. */
  public int header(String name) {
    return SECTION_TABLE + SECTION_HEADER * List.copyOf(sections.keySet()).indexOf(name);
  }

  /** Returns the file. */
  public byte[] build() {
    int headersEnd = SECTION_TABLE + SECTION_HEADER * sections.size();
    int size = align(headersEnd, FILE_ALIGNMENT);
    for (byte[] content : sections.values()) {
      size += align(content.length, FILE_ALIGNMENT);
    }
    ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    file.putShort(0, (short) 0x5a4d).putInt(0x3c, PE);
    file.putInt(PE, 0x4550).putShort(PE + 4, (short) 0x8664);
    file.putShort(PE + 6, (short) sections.size()).putShort(PE + 20, (short) 240);
    file.putShort(PE + 24, (short) 0x20b);
    int header = SECTION_TABLE;
    int at = align(headersEnd, FILE_ALIGNMENT);
    int memory = align(headersEnd, MEMORY_ALIGNMENT);
    for (Map.Entry<String, byte[]> section : sections.entrySet()) {
      byte[] content = section.getValue();
      file.put(header, text(section.getKey()));
      file.putInt(header + 8, content.length).putInt(header + 12, memory);
      file.putInt(header + 16, align(content.length, FILE_ALIGNMENT)).putInt(header + 20, at);
      file.put(at, content);
      header += SECTION_HEADER;
      at += align(content.length, FILE_ALIGNMENT);
      memory += align(content.length, MEMORY_ALIGNMENT);
    }
    return file.array();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static int align(int value, int alignment) {
    return (value + alignment - 1) / alignment * alignment;
  }
}
