package io.fleetfoot.agent.lab;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * An initrd of the size that real ones have: another one behind a cpio archive with a file that
 * nothing can make smaller.
 */
final class IncompressibleInitrd {
  private static final int CHUNK = 1 << 20;
  private static final int REGULAR = 0100644;

  private IncompressibleInitrd() {}

  /** Writes it to {@code file}; the same bytes each time. */
  static void write(Path file, int mebibytes, Path initrd) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      entry(out, REGULAR, mebibytes * CHUNK, "ballast");
      Random random = new Random(1);
      byte[] chunk = new byte[CHUNK];
      for (int i = 0; i < mebibytes; i++) {
        random.nextBytes(chunk);
        out.write(chunk);
      }
      entry(out, 0, 0, "TRAILER!!!");
      Files.copy(initrd, out);
    }
  }

  // Documentation/driver-api/early-userspace/buffer-format.rst: "070701", 13 fields, the name; all
  // padded to four bytes
  private static void entry(OutputStream out, int mode, int size, String name) throws IOException {
    int[] fields = {1, mode, 0, 0, 1, 0, size, 0, 0, 0, 0, name.length() + 1, 0};
    StringBuilder header = new StringBuilder("070701");
    for (int field : fields) {
      header.append("%08x".formatted(field));
    }
    header.append(name).append('\0');
    while (header.length() % 4 != 0) {
      header.append('\0');
    }
    out.write(header.toString().getBytes(StandardCharsets.US_ASCII));
  }
}
