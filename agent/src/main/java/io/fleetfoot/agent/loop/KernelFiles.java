package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.image.BzImage;
import io.fleetfoot.agent.image.ElfKernel;
import io.fleetfoot.agent.image.FlatKernel;
import io.fleetfoot.agent.image.KernelImage;
import io.fleetfoot.agent.image.MalformedImageException;
import io.fleetfoot.agent.image.PageRelease;
import io.fleetfoot.agent.image.PayloadDecompressor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A kernel image in the agent's cache.
 *
 * @param kernel the bzImage or vmlinux as it was fetched
 * @param initrd the initrd as it was fetched, if the kernel has one
 * @param unpacked where the vmlinux goes that is packed in a bzImage
 * @param unpackedSha256 the SHA-256 of that, where it was unpacked and digested
 */
record KernelFiles(
    Path kernel, Optional<Path> initrd, Path unpacked, Optional<String> unpackedSha256) {
  private static final int CHUNK = 1 << 16;

  /** Returns the same with the digest of what is unpacked now, if anything is. */
  KernelFiles digested() throws IOException {
    Optional<String> digest =
        Files.exists(unpacked) ? Optional.of(sha256(unpacked)) : Optional.empty();
    return new KernelFiles(kernel, initrd, unpacked, digest);
  }

  /** Returns a file's SHA-256 in hexadecimal. */
  static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream bytes = Files.newInputStream(file)) {
        byte[] chunk = new byte[CHUNK];
        for (int read = bytes.read(chunk); read >= 0; read = bytes.read(chunk)) {
          digest.update(chunk, 0, read);
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Reads the kernel's headers.
   *
   * @throws MalformedImageException if it is no kernel
   */
  KernelImage image() throws IOException {
    return KernelImage.parse(map(kernel));
  }

  /**
   * Returns the kernel as it runs, unpacked once.
   *
   * @throws MalformedImageException if it cannot be unpacked
   */
  MappedKernel flat(KernelImage image, PageRelease pages) throws IOException {
    if (image instanceof ElfKernel) {
      MappedByteBuffer file = map(kernel);
      ElfKernel vmlinux = ElfKernel.parse(file);
      return new MappedKernel(FlatKernel.of(vmlinux, vmlinux), file);
    }
    if (!Files.exists(unpacked)) {
      unpack(pages);
    }
    MappedByteBuffer file = map(unpacked);
    return new MappedKernel(FlatKernel.of(image, ElfKernel.parse(file)), file);
  }

  private void unpack(PageRelease pages) throws IOException {
    MappedByteBuffer packed = map(kernel);
    PayloadDecompressor.decompress(
        BzImage.parse(packed),
        unpacked,
        file -> {
          pages.letGo(file);
          pages.letGo(packed);
        });
  }

  /** Returns the initrd's length in bytes, 0 where there is no initrd. */
  long initrdSize() throws IOException {
    return initrd.isPresent() ? Files.size(initrd.get()) : 0;
  }

  /** Returns the initrd to be read piece by piece, if the kernel has one that is not empty. */
  Optional<FileContents> initrdContents() throws IOException {
    return initrdSize() == 0 ? Optional.empty() : Optional.of(FileContents.of(initrd.get()));
  }

  /** Returns the initrd's bytes, none where there is no initrd. */
  ByteBuffer initrdBytes() throws IOException {
    return initrd.isPresent() ? map(initrd.get()) : ByteBuffer.allocateDirect(0);
  }

  /** Returns a file's bytes, which are not on the Java heap. */
  static MappedByteBuffer map(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new MalformedImageException(
            Integer.MAX_VALUE,
            "the file has %d bytes, expected less than 2 GiB".formatted(channel.size()));
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
  }
}
