package io.fleetfoot.service.fleet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Makes the beginnings of kernel files for tests. */
public final class KernelFiles {

  private static final int VERSION_AT = 0x3000;

  private KernelFiles() {}

  /** A file with all that {@link BzImage} reads, and nothing that could boot. */
  public static byte[] bzImage(String version) {
    ByteBuffer file = ByteBuffer.allocate(0x8000).order(ByteOrder.LITTLE_ENDIAN);
    file.put(0x1f1, (byte) 27);
    file.putShort(0x1fe, (short) 0xaa55);
    file.put(0x202, "HdrS".getBytes(StandardCharsets.US_ASCII));
    file.putShort(0x20e, (short) (VERSION_AT - 0x200));
    file.put(VERSION_AT, version.getBytes(StandardCharsets.US_ASCII));
    return file.array();
  }
}
