package io.fleetfoot.agent.manifest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys as text (RFC 7468). */
final class Pem {
  private static final int LINE_LENGTH = 64;

  private Pem() {}

  /** Returns the bytes as one block. */
  static String encode(String label, byte[] der) {
    byte[] newline = {'\n'};
    String body = Base64.getMimeEncoder(LINE_LENGTH, newline).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, body, label);
  }

  /**
   * Returns the bytes of every block of that label; what stands around blocks is ignored.
   *
   * @throws IllegalArgumentException if a block is not base64
   */
  static List<byte[]> decode(String label, String text) {
    Pattern block =
        Pattern.compile("-----BEGIN %s-----([^-]*)-----END %s-----".formatted(label, label));
    List<byte[]> blocks = new ArrayList<>();
    Matcher found = block.matcher(text);
    while (found.find()) {
      String body = found.group(1).replaceAll("\\s", "");
      blocks.add(Base64.getDecoder().decode(body.getBytes(StandardCharsets.US_ASCII)));
    }
    return blocks;
  }
}
