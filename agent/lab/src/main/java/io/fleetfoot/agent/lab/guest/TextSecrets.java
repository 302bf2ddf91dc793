package io.fleetfoot.agent.lab.guest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What tells where the running kernel's text is: any address in it, how far it was moved, and the
 * digest of what was staged, which with the kernel's image gives the rest away.
 *
 * @param start address of {@code _text}
 * @param end address of {@code _end}
 * @param digests what the last hop digested of the moved image; empty if it was not this program's
 */
record TextSecrets(long start, long end, List<byte[]> digests) {

  /** Where an x86_64 kernel is linked to run, with Debian's CONFIG_PHYSICAL_START. */
  static final long LINKED_START = 0xffffffff81000000L;

  private static final Pattern ADDRESS = Pattern.compile("(?i)ffffffff[89ab][0-9a-f]{7}");
  private static final int DIGEST_BYTES_SOUGHT = 8;

  /** Reads the kernel's symbols, as root. */
  static TextSecrets ofTheRunningKernel(List<byte[]> digests) throws IOException {
    List<String> symbols = Files.readAllLines(Path.of("/proc/kallsyms"));
    return new TextSecrets(address("_text", symbols), address("_end", symbols), digests);
  }

  private static long address(String symbol, List<String> symbols) {
    return symbols.stream()
        .filter(line -> line.endsWith(" " + symbol))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(0, 16), 16))
        .filter(address -> address != 0)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("/proc/kallsyms has no address of " + symbol));
  }

  /** How far the text was moved. */
  long delta() {
    return start - LINKED_START;
  }

  /** Whether {@code content} has an address of the text or a digest, in letters or as a number. */
  boolean areToldBy(byte[] content) {
    return hasAddress(content) || hasDigest(content);
  }

  /**
   * Whether {@code content} has how far the text was moved, in letters or as a number; since that
   * may be as round a number as 32 MiB, it is only worth asking where few numbers are.
   */
  boolean hasDelta(byte[] content) {
    String text = text(content);
    return delta() != 0
        && (text.contains("0x" + Long.toHexString(delta()))
            || text.contains(Long.toString(delta()))
            || hasNumber(content, delta()));
  }

  private boolean hasAddress(byte[] content) {
    Matcher address = ADDRESS.matcher(text(content));
    while (address.find()) {
      if (isInText(Long.parseUnsignedLong(address.group(), 16))) {
        return true;
      }
    }
    for (int at = 0; at + Long.BYTES <= content.length; at++) {
      if (content[at + 7] == -1 && isInText(littleEndian(content, at))) {
        return true;
      }
    }
    return false;
  }

  private boolean isInText(long address) {
    return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, end) < 0;
  }

  private boolean hasDigest(byte[] content) {
    String text = text(content);
    for (byte[] digest : digests) {
      String hex = HexFormat.of().formatHex(digest, 0, DIGEST_BYTES_SOUGHT);
      if (text.contains(hex) || hasNumber(content, littleEndian(digest, 0))) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasNumber(byte[] content, long wanted) {
    for (int at = 0; at + Long.BYTES <= content.length; at++) {
      if (littleEndian(content, at) == wanted) {
        return true;
      }
    }
    return false;
  }

  private static long littleEndian(byte[] bytes, int at) {
    long value = 0;
    for (int i = Long.BYTES - 1; i >= 0; i--) {
      value = value << 8 | bytes[at + i] & 0xff;
    }
    return value;
  }

  private static String text(byte[] content) {
    return new String(content, StandardCharsets.ISO_8859_1);
  }
}
