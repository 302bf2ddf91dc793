package io.fleetfoot.agent.image.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Builds ELF kernels and bzImages small enough to read in a test. */
public final class SyntheticKernel {

  /** Where the kernel is linked to be loaded. */
  public static final long LOAD_ADDRESS = 0x1000000;

  /** Length of the text segment in bytes; a second segment follows 0x1000 behind it. */
  public static final int TEXT_SIZE = 0x2000;

  /** Length of the data segment in the file. */
  public static final int DATA_SIZE = 0x800;

  /** Length of the data segment in memory. */
  public static final int DATA_MEMORY = 0x3000;

  private static final long KERNEL_MAP = 0xffffffff80000000L;
  private static final int HEADERS = 0x1000;
  private static final int SETUP_SECTORS = 4;

  private SyntheticKernel() {}

  /**
   * Returns an ELF kernel of two segments, its bytes counting up, with {@code relocations} behind
   * its section headers.
   */
  public static byte[] elf(int... relocations) {
    int sections = HEADERS + TEXT_SIZE + DATA_SIZE;
    ByteBuffer file = littleEndian(sections + 64 + relocations.length * Integer.BYTES);
    file.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
    file.putShort(0x10, (short) 2).putShort(0x12, (short) 62).putInt(0x14, 1);
    file.putLong(0x18, LOAD_ADDRESS + 0x123);
    file.putLong(0x20, 0x40).putLong(0x28, sections);
    file.putShort(0x34, (short) 64).putShort(0x36, (short) 56).putShort(0x38, (short) 3);
    file.putShort(0x3a, (short) 64).putShort(0x3c, (short) 1);
    programHeader(file, 0x40, 4, 0, 0, 0, 0); // PT_NOTE, of no concern
    programHeader(file, 0x78, 1, HEADERS, LOAD_ADDRESS, TEXT_SIZE, TEXT_SIZE);
    long data = LOAD_ADDRESS + TEXT_SIZE + 0x1000;
    programHeader(file, 0xb0, 1, HEADERS + TEXT_SIZE, data, DATA_SIZE, DATA_MEMORY);
    for (int at = HEADERS; at < sections; at++) {
      file.put(at, (byte) (at * 7 + (at >> 8)));
    }
    file.position(sections + 64);
    for (int word : relocations) {
      file.putInt(word);
    }
    return file.array();
  }

  /** Returns an ELF kernel as {@link #elf} does, with the banner of {@code release} in its data. */
  public static byte[] vmlinux(String release, int... relocations) {
    byte[] file = elf(relocations);
    byte[] banner =
        "Linux version %s (someone@somewhere) #1 SMP\n\0"
            .formatted(release)
            .getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(banner, 0, file, HEADERS + TEXT_SIZE + 0x100, banner.length);
    return file;
  }

  private static void programHeader(
      ByteBuffer file, int at, int type, long offset, long address, long size, long memory) {
    file.putInt(at, type).putLong(at + 8, offset);
    // like the percpu segment of a real kernel: its virtual address is not where it is loaded
    file.putLong(at + 0x10, 0).putLong(at + 0x18, address);
    file.putLong(at + 0x20, size).putLong(at + 0x28, memory);
  }

  /** Returns the word of a relocation list that names the field at physical {@code address}. */
  public static int word(long address) {
    return (int) (KERNEL_MAP + address);
  }

  /** Returns a bzImage with the kernel in it, packed by gzip. */
  public static byte[] gzippedBzImage() {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(elf());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bzImage(packed.toByteArray());
  }

  /** Returns a bzImage that holds {@code payload}, which brings its size trailer. */
  public static byte[] bzImage(byte[] payload) {
    byte[] version = "6.99.0-test (someone@somewhere) #1 SMP\0".getBytes(StandardCharsets.US_ASCII);
    int protectedMode = (SETUP_SECTORS + 1) * 512;
    ByteBuffer file = littleEndian(protectedMode + 0x400 + payload.length);
    file.put(0x1f1, (byte) SETUP_SECTORS);
    file.put(0x201, (byte) 0x6a); // the header ends at 0x26c
    file.put(0x202, "HdrS".getBytes(StandardCharsets.US_ASCII));
    file.putShort(0x206, (short) 0x020f);
    file.putShort(0x20e, (short) 0x200);
    file.put(0x400, version);
    file.put(0x210, (byte) 0x12).putInt(0x218, 0x5555).putInt(0x228, 0x6666);
    file.putInt(0x230, 0x200000);
    file.putShort(0x236, (short) 0x7f);
    file.putInt(0x238, 2047);
    file.putInt(0x248, 0x400).putInt(0x24c, payload.length);
    file.putLong(0x250, 0x7777);
    file.putLong(0x258, LOAD_ADDRESS);
    file.putInt(0x260, 0x10000);
    file.put(protectedMode + 0x400, payload);
    return file.array();
  }

  /** Returns {@code packed} with the size trailer that the kernel's build appends. */
  public static byte[] withTrailer(byte[] packed, long size) {
    byte[] payload = Arrays.copyOf(packed, packed.length + Integer.BYTES);
    littleEndian(payload).putInt(packed.length, (int) size);
    return payload;
  }

  private static ByteBuffer littleEndian(int size) {
    return littleEndian(new byte[size]);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
