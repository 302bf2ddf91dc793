package io.fleetfoot.agent.image;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An initrd as the kernel unpacks it (init/initramfs.c, unpack_to_rootfs): cpio archives one behind
 * the other with NUL bytes between them, each as it is or packed.
 */
public final class Initramfs {

  private static final int ALIGNMENT = 4;

  private final ByteBuffer file;
  private int entries;

  private Initramfs(ByteBuffer file) {
    this.file = file.slice();
  }

  /**
   * Unpacks all of {@code file}, keeping nothing, and returns how many files, directories and the
   * like are in it.
   *
   * @throws MalformedImageException if a kernel could not unpack all of it, also where a kernel
   *     says nothing and goes on without the rest: an archive that ends early; or if there is
   *     nothing in it
   */
  public static int requireUnpackable(ByteBuffer file) {
    var initramfs = new Initramfs(file);
    initramfs.unpack();
    return initramfs.entries;
  }

  private void unpack() {
    if (!file.hasRemaining()) {
      throw new MalformedImageException(0, "the initrd is empty");
    }
    while (file.hasRemaining()) {
      int at = file.position();
      byte next = file.get(at);
      if (next == 0) {
        file.position(at + 1);
      } else if (next == '0' && at % ALIGNMENT == 0) {
        plain(at);
      } else {
        packed(at);
      }
    }
    if (entries == 0) {
      throw new MalformedImageException(0, "there is no file in the initrd");
    }
  }

  private void plain(int at) {
    var reader = new CpioReader(at);
    reader.take(file);
    reader.end(false);
    entries += reader.entries();
  }

  private void packed(int at) {
    Optional<Compression> compression =
        Compression.of(file).filter(found -> found != Compression.NONE);
    if (compression.isEmpty()) {
      throw new MalformedImageException(at, unknown(at));
    }
    var archive = new PackedArchive(file.slice(at, file.remaining()), at, compression.get());
    file.position(at + archive.unpack());
    entries += archive.entries();
  }

  private String unknown(int at) {
    int found = file.get(at) & 0xff;
    return (at == 0
            ? "the initrd begins with 0x%02x, ".formatted(found)
            : "an archive of the initrd begins with 0x%02x, ".formatted(found))
        + (found == '0' ? "not at a multiple of four, " : "")
        + "neither a cpio archive nor one that is packed in a way the kernel knows";
  }
}
