package io.fleetfoot.agent.image.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Builds cpio archives of the newc format, as initrds are made of. */
public final class SyntheticCpio {

  /** Where microcode of Intel's processors is looked for. */
  public static final String MICROCODE = "kernel/x86/microcode/GenuineIntel.bin";

  private SyntheticCpio() {}

  /** Returns an archive of files with these names; each holds its own name. */
  public static byte[] archive(String... names) {
    var archive = new ByteArrayOutputStream();
    for (String name : names) {
      entry(archive, name, name.getBytes(StandardCharsets.US_ASCII));
    }
    entry(archive, "TRAILER!!!", new byte[0]);
    return archive.toByteArray();
  }

  /** Returns such an archive, packed by gzip. */
  public static byte[] gzipped(String... names) {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(archive(names));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private static void entry(ByteArrayOutputStream archive, String name, byte[] content) {
    StringBuilder header = new StringBuilder("070701");
    int[] fields = {1, 0100644, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length() + 1, 0};
    for (int field : fields) {
      header.append("%08X".formatted(field));
    }
    archive.writeBytes((header + name + "\0").getBytes(StandardCharsets.US_ASCII));
    pad(archive);
    archive.writeBytes(content);
    pad(archive);
  }

  private static void pad(ByteArrayOutputStream archive) {
    while (archive.size() % 4 != 0) {
      archive.write(0);
    }
  }
}
