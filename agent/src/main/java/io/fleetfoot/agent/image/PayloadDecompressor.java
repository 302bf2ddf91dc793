package io.fleetfoot.agent.image;

import java.io.IOException;
import java.nio.file.Path;

/** Takes the ELF kernel out of a bzImage, without holding it in the Java heap. */
public final class PayloadDecompressor {

  private PayloadDecompressor() {}

  /**
   * Writes the kernel packed in {@code image} to {@code destination}, which is there as a whole or
   * not at all, and returns its length in bytes.
   *
   * @throws MalformedImageException if the format is not supported, the data is damaged, or its
   *     length is not what the size trailer says
   */
  public static long decompress(BzImage image, Path destination) throws IOException {
    throw new UnsupportedOperationException();
  }
}
