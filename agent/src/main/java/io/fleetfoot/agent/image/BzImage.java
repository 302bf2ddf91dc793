package io.fleetfoot.agent.image;

import java.nio.ByteBuffer;

/**
 * A kernel image as distributions ship it on x86: a setup header and a packed ELF kernel.
 *
 * <p>Offsets are those of Documentation/arch/x86/boot.rst.
 */
public final class BzImage implements KernelImage {

  private static final int SETUP_HEADER = 0x1f1;
  private static final long HDRS_MAGIC = 0x53726448; // "HdrS"
  private static final int OLDEST_PROTOCOL = 0x020c; // xloadflags, Linux 3.8
  private static final int SECTOR = 512;
  private static final int XLF_KERNEL_64 = 1;
  private static final int XLF_CAN_BE_LOADED_ABOVE_4G = 1 << 1;
  private static final int XLF_5LEVEL = 1 << 5;

  private final Bytes file;
  private final int protocolVersion;
  private final String versionText;

  private BzImage(Bytes file, int protocolVersion, String versionText) {
    this.file = file;
    this.protocolVersion = protocolVersion;
    this.versionText = versionText;
  }

  /**
   * Reads the setup header of {@code file}, which holds the whole image.
   *
   * @throws MalformedImageException if it is no 64-bit bzImage of boot protocol 2.12 or newer, or
   *     if a field points outside of it
   */
  public static BzImage parse(ByteBuffer file) {
    Bytes bytes = new Bytes(file);
    refuseOtherFormats(bytes);
    long magic = bytes.u32(0x202, "setup header magic");
    if (magic != HDRS_MAGIC) {
      throw new MalformedImageException(
          0x202,
          "setup header magic is 0x%08x, expected HdrS; is this an x86 bzImage?".formatted(magic));
    }
    int protocol = bytes.u16(0x206, "boot protocol version");
    if (protocol < OLDEST_PROTOCOL) {
      throw new MalformedImageException(
          0x206,
          "boot protocol is %d.%02d, expected 2.12 or newer"
              .formatted(protocol >> 8, protocol & 0xff));
    }
    BzImage image = new BzImage(bytes, protocol, versionText(bytes));
    image.check();
    return image;
  }

  private static void refuseOtherFormats(Bytes file) {
    long first = file.u32(0, "magic");
    if (first == 0x464c457fL) {
      throw new MalformedImageException(0, "this is an ELF file, expected a bzImage");
    }
    if ((first & 0xffff) == 0x5a4d && file.u32(4, "magic") == 0x676d697aL) {
      throw new MalformedImageException(4, "this is an EFI zboot image, expected a bzImage");
    }
  }

  private static String versionText(Bytes file) {
    long pointer = file.u16(0x20e, "kernel_version pointer");
    if (pointer == 0) {
      throw new MalformedImageException(0x20e, "the image names no kernel version");
    }
    long start = pointer + SECTOR;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 512; i++) {
      int character = file.u8(start + i, "kernel version string");
      if (character == 0) {
        return text.toString();
      }
      text.append((char) character);
    }
    throw new MalformedImageException(start, "the kernel version string has no end");
  }

  private void check() {
    if ((xloadflags() & XLF_KERNEL_64) == 0) {
      throw new MalformedImageException(
          0x236,
          "xloadflags is 0x%x: the kernel has no 64-bit entry point".formatted(xloadflags()));
    }
    if (Long.bitCount(kernelAlignment()) != 1 || kernelAlignment() < (1 << 21)) {
      throw new MalformedImageException(
          0x230,
          "kernel_alignment is 0x%x, expected a power of two of at least 0x200000"
              .formatted(kernelAlignment()));
    }
    int headerEnd = 0x202 + file.u8(0x201, "setup header length");
    if (headerEnd < 0x268 || headerEnd > 0x290) {
      throw new MalformedImageException(
          0x201, "setup header ends at 0x%x, expected 0x268 to 0x290".formatted(headerEnd));
    }
    var _unused = payload();
  }

  /** Returns the boot protocol, its major number in the high byte. */
  public int protocolVersion() {
    return protocolVersion;
  }

  /** Returns the version string, such as {@code 6.1.0-56-cloud-amd64 (debian-kernel@…) #1 …}. */
  public String versionText() {
    return versionText;
  }

  /** Returns the first word of the version string. */
  @Override
  public String release() {
    return versionText.split(" ", 2)[0];
  }

  @Override
  public long initSize() {
    return file.u32(0x260, "init_size");
  }

  @Override
  public long kernelAlignment() {
    return file.u32(0x230, "kernel_alignment");
  }

  @Override
  public long preferredAddress() {
    return file.u64(0x258, "pref_address");
  }

  /** Returns the 64-bit capabilities (XLF_*). */
  public int xloadflags() {
    return file.u16(0x236, "xloadflags");
  }

  @Override
  public boolean supportsFiveLevelPaging() {
    return (xloadflags() & XLF_5LEVEL) != 0;
  }

  @Override
  public boolean canBeLoadedAbove4Gib() {
    return (xloadflags() & XLF_CAN_BE_LOADED_ABOVE_4G) != 0;
  }

  @Override
  public long commandLineSize() {
    return file.u32(0x238, "cmdline_size");
  }

  @Override
  public ByteBuffer setupHeader() {
    int end = 0x202 + file.u8(0x201, "setup header length");
    return file.slice(SETUP_HEADER, end - SETUP_HEADER, "setup header");
  }

  /** Returns the offset of the packed kernel in the file. */
  public long payloadOffset() {
    int sectors = file.u8(SETUP_HEADER, "setup_sects");
    return (sectors == 0 ? 4L : sectors) * SECTOR + SECTOR + file.u32(0x248, "payload_offset");
  }

  /** Returns the packed kernel with its size trailer. */
  public ByteBuffer payload() {
    return file.slice(payloadOffset(), file.u32(0x24c, "payload_length"), "payload");
  }
}
