package io.fleetfoot.agent.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the kernel has printed since it started, as far as its buffer still holds it. */
final class KernelLog {
  // include/linux/syslog.h
  private static final long SYSLOG_ACTION_READ_ALL = 3;
  private static final long SYSLOG_ACTION_SIZE_BUFFER = 10;
  private static final long LARGEST = 16 << 20;

  private static final System.Logger LOG = System.getLogger(KernelLog.class.getName());

  private KernelLog() {}

  /** Reads the log, which is empty when the host does not show it. */
  static String read() {
    long size = syslog(SYSLOG_ACTION_SIZE_BUFFER, 0, 0);
    if (size <= 0 || size > LARGEST) {
      return "";
    }
    try (Memory buffer = new Memory(size)) {
      long length = syslog(SYSLOG_ACTION_READ_ALL, Pointer.nativeValue(buffer), size);
      return length <= 0
          ? ""
          : new String(buffer.getByteArray(0, (int) length), StandardCharsets.UTF_8);
    }
  }

  /** Writes a line at the level of a notice; a host that does not take it goes without. */
  static void write(Path device, String line) {
    try {
      Files.writeString(device, "<5>" + line + "\n", StandardOpenOption.WRITE);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "kernel log: " + e);
    }
  }

  private static long syslog(long action, long buffer, long size) {
    return SystemCalls.syscall(SystemCalls.SYSLOG, action, buffer, size, 0, 0, 0);
  }
}
