package io.fleetfoot.agent.client;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A blob on its way: what is there already is digested when it is opened, what comes is digested as
 * it comes.
 */
final class PartialFile implements Closeable {
  private static final int READ_SIZE = 1 << 16;

  private final FileChannel channel;
  private final long wantedSize;
  private final MessageDigest digest;
  private long length;

  private PartialFile(FileChannel channel, long wantedSize) {
    this.channel = channel;
    this.wantedSize = wantedSize;
    this.digest = Sha256.digest();
  }

  /** Opens or creates the file; one that is longer than wanted is emptied. */
  static PartialFile open(Path path, long wantedSize) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    var file = new PartialFile(channel, wantedSize);
    try {
      file.digestWhatIsThere();
      return file;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Returns how many bytes are there. */
  long length() {
    return length;
  }

  /** Returns whether all bytes are there. */
  boolean complete() {
    return length == wantedSize;
  }

  /** Throws away what is there. */
  void restart() throws IOException {
    try {
      channel.truncate(0);
    } catch (IOException e) {
      throw new DiskWriteException("%d bytes not taken away".formatted(length), e);
    }
    digest.reset();
    length = 0;
  }

  /**
   * Appends bytes; more than the blob's size is an error.
   *
   * @throws DiskWriteException if the disk does not take them
   */
  void append(ByteBuffer bytes) throws IOException {
    long after = length + bytes.remaining();
    if (after > wantedSize) {
      throw new IOException("the answer is longer than the blob's %d bytes".formatted(wantedSize));
    }
    digest.update(bytes.duplicate());
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes, after - bytes.remaining());
      }
    } catch (IOException e) {
      throw new DiskWriteException("%d of %d bytes written".formatted(length, wantedSize), e);
    }
    length = after;
  }

  /** Writes through to the disk and returns the SHA-256 of all that is there. */
  String finish() throws IOException {
    try {
      channel.force(true);
    } catch (IOException e) {
      // a file system may find out only now that it has no room
      throw new DiskWriteException("%d bytes not synced".formatted(length), e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void digestWhatIsThere() throws IOException {
    if (channel.size() > wantedSize) {
      channel.truncate(0);
    }
    var buffer = ByteBuffer.allocate(READ_SIZE);
    while (channel.read(buffer, length) > 0) {
      length += buffer.flip().remaining();
      digest.update(buffer);
      buffer.clear();
    }
  }
}
