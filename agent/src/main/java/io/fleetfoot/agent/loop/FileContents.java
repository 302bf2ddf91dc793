package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.kexec.Contents;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of a file.
 *
 * @param file where they lie
 * @param size how many there are
 */
public record FileContents(Path file, long size) implements Contents {

  /** Returns the bytes of a file as it is now. */
  public static FileContents of(Path file) throws IOException {
    return new FileContents(file, Files.size(file));
  }

  @Override
  public void read(long offset, ByteBuffer into) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (long at = offset; into.hasRemaining(); ) {
        int count = channel.read(into, at);
        if (count < 0) {
          throw new EOFException(
              "%s ends at %d, expected %d bytes; find out what writes to it, stage again"
                  .formatted(file, at, size));
        }
        at += count;
      }
    }
  }
}
