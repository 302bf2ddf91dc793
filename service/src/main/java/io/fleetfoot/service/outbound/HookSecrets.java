package io.fleetfoot.service.outbound;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** The secrets that sign requests, by name. */
final class HookSecrets {

  private static final int SHORTEST = 32;
  private static final String FILE = "file:";

  private final Map<String, String> secrets;

  HookSecrets(Map<String, String> secrets) {
    this.secrets = Map.copyOf(secrets);
  }

  Set<String> names() {
    return secrets.keySet();
  }

  /**
   * Returns the secret's bytes.
   *
   * @throws OutboundException if there is none of the name, or its file cannot be read
   */
  byte[] get(String name) {
    String configured = secrets.get(name);
    if (configured == null) {
      throw new OutboundException(
          "there is no secret \"%s\": set fleetfoot.hooks.secrets.%s".formatted(name, name));
    }
    return (configured.startsWith(FILE)
            ? read(name, Path.of(configured.substring(FILE.length())))
            : configured)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Refuses a secret that could be guessed, as far as it can be seen without reading a file. */
  static void check(String name, String configured) {
    if (!configured.startsWith(FILE)) {
      checkLength(name, configured);
    }
  }

  private static String read(String name, Path file) {
    try {
      String secret = Files.readString(file).strip();
      checkLength(name, secret);
      return secret;
    } catch (IOException | IllegalArgumentException e) {
      throw new OutboundException("secret \"%s\" cannot be used: %s".formatted(name, e));
    }
  }

  private static void checkLength(String name, String secret) {
    if (secret.length() < SHORTEST) {
      throw new IllegalArgumentException(
          "fleetfoot.hooks.secrets.%s has %d characters: it must have at least %d"
              .formatted(name, secret.length(), SHORTEST));
    }
  }
}
