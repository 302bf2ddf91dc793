package io.fleetfoot.agent.command;

import io.fleetfoot.agent.image.BzImage;
import io.fleetfoot.agent.image.MalformedImageException;
import io.fleetfoot.agent.manifest.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Reads what a manifest says of files from the files. */
final class ImageFiles {
  private static final int BUFFER_BYTES = 1 << 16;

  private ImageFiles() {}

  /** Returns digest and size of a file. */
  static Blob blob(Path file) throws IOException {
    MessageDigest digest = sha256();
    long size = 0;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        digest.update(buffer, 0, length);
        size += length;
      }
    }
    return new Blob(HexFormat.of().formatHex(digest.digest()), size);
  }

  /**
   * Returns the release of a kernel.
   *
   * @throws CommandException if the agent could not boot it
   */
  static String release(Path kernel) throws IOException {
    try (FileChannel channel = FileChannel.open(kernel, StandardOpenOption.READ)) {
      return BzImage.parse(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())).release();
    } catch (MalformedImageException e) {
      throw new CommandException(
          "%s is no kernel that an agent can boot: %s".formatted(kernel, e.getMessage()));
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
