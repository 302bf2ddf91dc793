package io.fleetfoot.service.scheduler;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** A secret that its holder shows; the service keeps only its SHA-256. */
public record Token(String value) {

  private static final int BYTES = 32;

  public Token {
    if (value.isBlank()) {
      throw new IllegalArgumentException("a token must not be blank");
    }
  }

  /** Returns a new token of 256 random bits behind the prefix. */
  public static Token random(String prefix, RandomGenerator random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new Token(prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** Returns what the service keeps of the token. */
  public Hash hash() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return new Hash(
          HexFormat.of().formatHex(sha256.digest(value.getBytes(StandardCharsets.UTF_8))));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Does not show the secret. */
  @Override
  public String toString() {
    return "Token[hidden]";
  }

  /** The SHA-256 of a token, in hexadecimal. */
  public record Hash(String hex) {}
}
