package io.fleetfoot.agent.linux;

import io.fleetfoot.agent.kexec.KexecException;
import io.fleetfoot.agent.kexec.PhysicalMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** RAM as /proc/kcore shows it. */
final class Kcore implements PhysicalMemory {
  private static final int EIO = 5;
  private static final int ENOENT = 2;
  private static final int EFAULT = 14;

  private final FileChannel file;
  private final KcoreLayout layout;

  private Kcore(FileChannel file, KcoreLayout layout) {
    this.file = file;
    this.layout = layout;
  }

  /**
   * Opens the file and reads where RAM lies in it.
   *
   * @throws KexecException if it cannot be opened or is no ELF core file
   */
  static Kcore open(Path path) {
    FileChannel file;
    try {
      file = FileChannel.open(path, StandardOpenOption.READ);
    } catch (IOException e) {
      throw new KexecException("open(/proc/kcore): " + e.getMessage(), ENOENT, e);
    }
    try {
      return new Kcore(file, KcoreLayout.parse(headers(file)));
    } catch (IOException | IllegalArgumentException e) {
      closeQuietly(file);
      throw new KexecException("read(/proc/kcore): " + e.getMessage(), EIO, e);
    }
  }

  @Override
  public void read(long physicalAddress, ByteBuffer into) {
    String call =
        "read(/proc/kcore, %d bytes at physical 0x%x)".formatted(into.remaining(), physicalAddress);
    long at =
        layout
            .offsetOf(physicalAddress, into.remaining())
            .orElseThrow(() -> new KexecException(call, EFAULT));
    try {
      while (into.hasRemaining()) {
        int count = file.read(into, at);
        if (count <= 0) {
          throw new KexecException(call + " ended early", EIO);
        }
        at += count;
      }
    } catch (IOException e) {
      throw new KexecException(call + ": " + e.getMessage(), EIO, e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ByteBuffer headers(FileChannel file) throws IOException {
    ByteBuffer start = fill(file, KcoreLayout.ELF_HEADER_SIZE);
    return fill(file, KcoreLayout.headersSize(start));
  }

  private static ByteBuffer fill(FileChannel file, int size) throws IOException {
    var buffer = ByteBuffer.allocate(size);
    while (buffer.hasRemaining() && file.read(buffer, buffer.position()) > 0) {
      // until the end of the file or of the headers
    }
    return buffer.flip();
  }

  private static void closeQuietly(FileChannel file) {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
