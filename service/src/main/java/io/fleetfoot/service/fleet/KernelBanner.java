package io.fleetfoot.service.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The line that a kernel greets with (init/version.c, linux_banner): {@code Linux version
 * 6.12.117+deb12-cloud-amd64 (…}.
 *
 * @param offset where in the file it begins
 * @param release the release that it names
 */
record KernelBanner(long offset, String release) {

  private static final byte[] WORDS = "Linux version ".getBytes(StandardCharsets.US_ASCII);
  // __NEW_UTS_LEN, include/uapi/linux/utsname.h
  private static final int LONGEST_RELEASE = 64;
  private static final int LONGEST = WORDS.length + LONGEST_RELEASE + 1;
  private static final int WINDOW = 1 << 16;

  /** Hears of each banner, in the order in which they stand in the file. */
  @FunctionalInterface
  interface Listener {
    void found(KernelBanner banner);
  }

  /** Returns the offset of the first byte behind the release and its blank. */
  long end() {
    return offset + WORDS.length + release.length() + 1;
  }

  /** Reads the file to its end, tells of every banner, and returns how many bytes there were. */
  static long scan(InputStream file, Listener listener) throws IOException {
    byte[] window = new byte[WINDOW];
    long start = 0;
    int filled = 0;
    while (true) {
      filled += file.readNBytes(window, filled, WINDOW - filled);
      boolean last = filled < WINDOW;
      int searched = last ? filled : filled - LONGEST + 1;
      for (int at = 0; at < searched; at++) {
        int end = window[at] == WORDS[0] ? endOfRelease(window, at, filled) : 0;
        if (end > 0) {
          int from = at + WORDS.length;
          listener.found(
              new KernelBanner(
                  start + at, new String(window, from, end - from, StandardCharsets.US_ASCII)));
        }
      }
      if (last) {
        return start + filled;
      }
      System.arraycopy(window, searched, window, 0, filled - searched);
      start += searched;
      filled -= searched;
    }
  }

  /** Returns where the release of the banner at the place ends, or 0 if there is no banner. */
  private static int endOfRelease(byte[] bytes, int at, int limit) {
    int from = at + WORDS.length;
    if (from > limit || !Arrays.equals(bytes, at, from, WORDS, 0, WORDS.length)) {
      return 0;
    }
    int end = from;
    while (end < limit && end - from < LONGEST_RELEASE && bytes[end] > ' ' && bytes[end] <= '~') {
      end++;
    }
    boolean whole = end > from && end < limit && bytes[end] == ' ';
    return whole && bytes[from] >= '0' && bytes[from] <= '9' ? end : 0;
  }
}
