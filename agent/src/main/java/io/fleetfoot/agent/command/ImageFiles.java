package io.fleetfoot.agent.command;

import io.fleetfoot.agent.file.NamedFile;
import io.fleetfoot.agent.image.Initramfs;
import io.fleetfoot.agent.image.JoinedInitrd;
import io.fleetfoot.agent.image.KernelImage;
import io.fleetfoot.agent.image.MalformedImageException;
import io.fleetfoot.agent.manifest.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The files that people hand to commands, and what a manifest says of them. */
final class ImageFiles {
  private static final int BUFFER_BYTES = 1 << 16;

  private ImageFiles() {}

  /** Returns digest and size of a file. */
  static Blob blob(Path file) throws IOException {
    NamedFile.requireReadable(file);
    MessageDigest digest = sha256();
    long size = 0;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        digest.update(buffer, 0, length);
        size += length;
      }
    }
    return new Blob(HexFormat.of().formatHex(digest.digest()), size);
  }

  /**
   * Returns a kernel.
   *
   * @throws CommandException if the agent could not boot it
   */
  static KernelImage kernel(Path kernel) throws IOException {
    ByteBuffer file = map(kernel);
    if (file.limit() == 0) {
      throw new CommandException(kernel + " has 0 bytes, wanted a kernel: a bzImage or vmlinux");
    }
    try {
      return KernelImage.parse(file);
    } catch (MalformedImageException e) {
      throw new CommandException(
          "%s is no kernel that an agent can boot: %s".formatted(kernel, e.getMessage()));
    }
  }

  /**
   * Refuses an initrd that a kernel could not unpack.
   *
   * @throws CommandException with the offset, and what to do
   */
  static void requireInitrd(Path initrd) throws IOException {
    ByteBuffer file = map(initrd);
    if (file.limit() == 0) {
      throw new CommandException(
          initrd
              + " has 0 bytes, wanted an initramfs, or no --initrd for a kernel that needs none");
    }
    try {
      var unused = Initramfs.requireUnpackable(file);
    } catch (MalformedImageException e) {
      throw noInitrd(
          "%s is no initrd that a kernel can unpack: %s".formatted(initrd, e.getMessage()));
    }
  }

  /** Returns the refusal of an initrd, with what was found. */
  static CommandException noInitrd(String found) {
    return new CommandException(
        found
            + "; is it the file you mean, and whole? Copy it again, or make it anew (mkinitramfs, dracut)");
  }

  /**
   * Maps a file.
   *
   * @throws CommandException if it is larger than can be mapped in one piece
   */
  static ByteBuffer map(Path file) throws IOException {
    NamedFile.requireRegular(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new CommandException(
            "%s has %d bytes, wanted less than 2 GiB".formatted(file, channel.size()));
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
  }

  /** Writes a file that must not be there yet. */
  static void write(Path target, ByteBuffer bytes) throws IOException {
    try (FileChannel channel = create(target)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /** Writes a file that must not be there yet. */
  static void write(Path target, JoinedInitrd initrd) throws IOException {
    try (FileChannel channel = create(target)) {
      initrd.writeTo(channel);
    }
  }

  /** Returns what people want to know of an initrd. */
  static String shown(JoinedInitrd initrd) {
    return "%d bytes, %s"
        .formatted(
            initrd.size(),
            initrd.hasEarlyArchive() ? "begins with microcode or ACPI tables" : "no microcode");
  }

  private static FileChannel create(Path target) throws IOException {
    try {
      return FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new CommandException(target + " is there already, wanted a file to be made");
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
