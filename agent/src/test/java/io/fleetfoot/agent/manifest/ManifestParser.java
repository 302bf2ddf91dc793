package io.fleetfoot.agent.manifest;

import java.nio.charset.StandardCharsets;

/** Opens the parser of signed bytes to the fuzzer, which could not sign any. */
public final class ManifestParser {

  private ManifestParser() {}

  /** Reads the payload of an envelope. */
  public static void parse(byte[] payload) {
    var unused = Manifest.parse(payload);
  }

  /** Returns a payload that can be read. */
  public static byte[] payload() {
    return """
        {"name": "next", "release": "6.12", "architecture": "x86_64", "commandLine": "quiet",
         "kernel": {"sha256": "%1$s", "size": 4096}, "initrd": {"sha256": "%1$s", "size": 1e3},
         "createdAt": "2026-11-21T00:00:00Z", "expiresAt": "2027-02-19T00:00:00Z"}
        """
        .formatted("a".repeat(64))
        .getBytes(StandardCharsets.UTF_8);
  }
}
