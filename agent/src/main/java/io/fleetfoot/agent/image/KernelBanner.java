package io.fleetfoot.agent.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The line that a kernel greets with (init/version.c, linux_banner): {@code Linux version
 * 6.12.117+deb12-cloud-amd64 (…}.
 */
final class KernelBanner {

  private static final byte[] WORDS = "Linux version ".getBytes(StandardCharsets.US_ASCII);
  // __NEW_UTS_LEN, include/uapi/linux/utsname.h
  private static final int LONGEST_RELEASE = 64;

  private KernelBanner() {}

  /** Returns the release that the first banner in {@code bytes} names. */
  static Optional<String> release(ByteBuffer bytes) {
    for (int at = bytes.position(); at <= bytes.limit() - WORDS.length; at++) {
      if (bytes.get(at) == WORDS[0] && begins(bytes, at)) {
        Optional<String> release = release(bytes, at + WORDS.length);
        if (release.isPresent()) {
          return release;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean begins(ByteBuffer bytes, int at) {
    for (int i = 1; i < WORDS.length; i++) {
      if (bytes.get(at + i) != WORDS[i]) {
        return false;
      }
    }
    return true;
  }

  private static Optional<String> release(ByteBuffer bytes, int from) {
    StringBuilder release = new StringBuilder();
    for (int at = from; at < bytes.limit() && release.length() <= LONGEST_RELEASE; at++) {
      char character = (char) (bytes.get(at) & 0xff);
      if (character == ' ') {
        boolean number = release.length() > 0 && Character.isDigit(release.charAt(0));
        return number ? Optional.of(release.toString()) : Optional.empty();
      }
      if (character < '!' || character > '~') {
        return Optional.empty();
      }
      release.append(character);
    }
    return Optional.empty();
  }
}
