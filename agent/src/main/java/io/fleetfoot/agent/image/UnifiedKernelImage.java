package io.fleetfoot.agent.image;

import io.fleetfoot.agent.image.PortableExecutable.Section;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A unified kernel image: a PE file for UEFI with kernel, initrd and command line in it (UAPI.5,
 * "Unified Kernel Image").
 */
public final class UnifiedKernelImage {

  private static final int SETUP_HEADER_MAGIC = 0x202;
  private static final long HDRS = 0x53726448;
  private static final int ZBOOT_MAGIC = 0x676d697a;

  private final PortableExecutable file;
  private final BzImage kernel;
  private final ByteBuffer linux;

  private UnifiedKernelImage(PortableExecutable file, BzImage kernel, ByteBuffer linux) {
    this.file = file;
    this.kernel = kernel;
    this.linux = linux;
  }

  /**
   * Reads {@code file}, which holds the whole image.
   *
   * @throws MalformedImageException if it is no PE file with one bzImage as its {@code .linux}
   *     section, if a section is there twice, or if it says it is of another release than its
   *     kernel
   */
  public static UnifiedKernelImage parse(ByteBuffer file) {
    PortableExecutable parts = PortableExecutable.parse(file);
    if (parts.named(".profile").size() > 1) {
      throw new MalformedImageException(
          parts.named(".profile").get(1).header(),
          "the unified kernel image has several profiles, expected one");
    }
    Section section =
        only(parts, ".linux")
            .orElseThrow(
                () ->
                    new MalformedImageException(
                        0, "the PE file has no section .linux; is it a unified kernel image?"));
    ByteBuffer linux = parts.content(section);
    var image = new UnifiedKernelImage(parts, kernel(section, linux), linux);
    image.requireOneRelease();
    return image;
  }

  /** Returns whether {@code file} is a PE file and neither a bzImage nor an EFI zboot image. */
  static boolean begins(ByteBuffer file) {
    var bytes = new Bytes(file);
    return bytes.length() >= SETUP_HEADER_MAGIC + Integer.BYTES
        && bytes.u16(0, "MZ magic") == PortableExecutable.MZ
        && bytes.u32(4, "zboot magic") != ZBOOT_MAGIC
        && bytes.u32(SETUP_HEADER_MAGIC, "setup header magic") != HDRS;
  }

  private static BzImage kernel(Section section, ByteBuffer linux) {
    try {
      return BzImage.parse(linux);
    } catch (MalformedImageException e) {
      throw e.within("section .linux", section.file().start());
    }
  }

  private static Optional<Section> only(PortableExecutable file, String name) {
    List<Section> sections = file.named(name);
    if (sections.size() > 1) {
      throw new MalformedImageException(
          sections.get(1).header(),
          "%d sections are called %s, expected one".formatted(sections.size(), name));
    }
    return sections.stream().findFirst();
  }

  private void requireOneRelease() {
    Optional<String> told = text(".uname");
    if (told.isPresent() && !told.get().equals(kernel.release())) {
      throw new MalformedImageException(
          only(file, ".uname").orElseThrow().file().start(),
          "section .uname says \"%s\", but section .linux is %s"
              .formatted(told.get(), kernel.release()));
    }
    var _unused = List.of(initrds(), text(".osrel"), commandLine());
  }

  /** Returns the kernel. */
  public BzImage kernel() {
    return kernel;
  }

  /** Returns the bytes of the kernel, a bzImage. */
  public ByteBuffer linux() {
    return linux.duplicate();
  }

  /** Returns the initrds in the order the kernel is to get them: microcode, then the initrd. */
  public List<ByteBuffer> initrds() {
    List<ByteBuffer> initrds = new ArrayList<>();
    for (String name : List.of(".ucode", ".initrd")) {
      only(file, name).map(file::content).filter(ByteBuffer::hasRemaining).ifPresent(initrds::add);
    }
    return List.copyOf(initrds);
  }

  /** Returns the command line, without the line break that often ends it. */
  public Optional<String> commandLine() {
    Optional<String> line = text(".cmdline");
    if (line.isPresent() && line.get().chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new MalformedImageException(
          only(file, ".cmdline").orElseThrow().file().start(),
          "section .cmdline is not one line of printable ASCII");
    }
    return line;
  }

  /** Returns the os-release file of the system the kernel is of. */
  public Optional<String> osRelease() {
    return text(".osrel");
  }

  // ends at its first NUL: builders pad with them
  private Optional<String> text(String name) {
    return only(file, name)
        .map(file::content)
        .map(content -> StandardCharsets.UTF_8.decode(content).toString())
        .map(text -> text.indexOf(0) < 0 ? text : text.substring(0, text.indexOf(0)))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }
}
