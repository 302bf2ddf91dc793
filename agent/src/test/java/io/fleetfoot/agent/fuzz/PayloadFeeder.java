package io.fleetfoot.agent.fuzz;

import io.fleetfoot.agent.image.BzImage;
import io.fleetfoot.agent.image.PayloadDecompressor;
import io.fleetfoot.agent.image.testing.SyntheticKernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Puts bytes as a payload into a bzImage and unpacks it. */
final class PayloadFeeder {

  /** What every payload's size trailer says. */
  static final int UNPACKED = 1 << 14;

  private static final Path DIRECTORY = directory();

  private PayloadFeeder() {}

  static void feed(byte[] packed) {
    byte[] payload = SyntheticKernel.withTrailer(packed, UNPACKED);
    byte[] file = SyntheticKernel.bzImage(payload);
    // off-heap, as the agent maps files: zstd takes no buffer on the heap
    BzImage image = BzImage.parse(ByteBuffer.allocateDirect(file.length).put(file).flip());
    Path vmlinux = DIRECTORY.resolve("vmlinux");
    try {
      PayloadDecompressor.decompress(image, vmlinux, mapped -> {});
      Files.delete(vmlinux);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (Files.exists(DIRECTORY.resolve("vmlinux.partial"))) {
      throw new IllegalStateException("a partial file was left behind");
    }
  }

  private static Path directory() {
    try {
      Path memory = Path.of("/dev/shm");
      Path directory =
          Files.isWritable(memory)
              ? Files.createTempDirectory(memory, "fleetfoot-fuzz-")
              : Files.createTempDirectory("fleetfoot-fuzz-");
      directory.toFile().deleteOnExit();
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
