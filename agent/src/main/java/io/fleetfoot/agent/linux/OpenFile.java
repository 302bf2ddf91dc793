package io.fleetfoot.agent.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.fleetfoot.agent.kexec.KexecException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A file that is open for system calls, by its descriptor. */
final class OpenFile implements AutoCloseable {
  private final long descriptor;

  private OpenFile(long descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Opens a file for reading.
   *
   * @throws KexecException if it cannot be opened
   */
  static OpenFile read(Path file) {
    byte[] path = (file.toAbsolutePath() + "\0").getBytes(StandardCharsets.UTF_8);
    try (Memory name = new Memory(path.length)) {
      name.write(0, path, 0, path.length);
      long flags = SystemCalls.O_RDONLY | SystemCalls.O_CLOEXEC;
      long descriptor =
          SystemCalls.syscall(SystemCalls.OPEN, Pointer.nativeValue(name), flags, 0, 0, 0, 0);
      if (descriptor < 0) {
        throw new KexecException("open(%s)".formatted(file), SystemCalls.errno());
      }
      return new OpenFile(descriptor);
    }
  }

  /** Returns its descriptor in this process. */
  long descriptor() {
    return descriptor;
  }

  @Override
  public void close() {
    SystemCalls.syscall(SystemCalls.CLOSE, descriptor, 0, 0, 0, 0, 0);
  }
}
