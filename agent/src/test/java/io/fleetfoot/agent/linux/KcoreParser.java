package io.fleetfoot.agent.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Opens the parser of /proc/kcore's headers to the fuzzer. */
public final class KcoreParser {

  private KcoreParser() {}

  /** Reads the headers, and looks for an address in them. */
  public static void parse(byte[] headers) {
    var unused = KcoreLayout.parse(ByteBuffer.wrap(headers)).offsetOf(0x100000, 16);
  }

  /** Returns headers of RAM at 1 MiB, and of the kernel's text. */
  public static byte[] headers() {
    ByteBuffer file = ByteBuffer.allocate(64 + 2 * 56).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0, 0x464c457f).putLong(0x20, 64);
    file.putShort(0x36, (short) 56).putShort(0x38, (short) 2);
    file.putInt(64, 1).putLong(64 + 0x10, 0xffffffff81000000L).putLong(64 + 0x28, 0x1000);
    file.putInt(120, 1).putLong(120 + 0x10, 0xffff888000100000L).putLong(120 + 0x18, 0x100000);
    file.putLong(120 + 0x28, 0x1000);
    return file.array();
  }
}
