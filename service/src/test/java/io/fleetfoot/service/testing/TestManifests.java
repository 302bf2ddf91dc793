package io.fleetfoot.service.testing;

import io.fleetfoot.service.fleet.Blob;
import io.fleetfoot.service.fleet.Envelope;
import io.fleetfoot.service.fleet.KernelImageDescription;
import io.fleetfoot.service.fleet.KernelRelease;
import io.fleetfoot.service.fleet.Sha256;
import io.fleetfoot.service.fleet.SignedManifest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Manifests that look signed, which is all that the service sees of a signature. */
public final class TestManifests {

  /** When they expire, unless it is said. */
  public static final Instant EXPIRES = Instant.parse("2999-12-31T00:00:00Z");

  /** Whose key they say signed them. */
  public static final String KEY_ID = "6e14".repeat(16);

  private static final String SIGNATURE = Base64.getEncoder().encodeToString(new byte[64]);

  private TestManifests() {}

  /** Returns the manifest of an image of the release, of which there are no files. */
  public static SignedManifest of(String release) {
    return of(release, EXPIRES);
  }

  /** Returns the manifest of an image of the release, of which there are no files. */
  public static SignedManifest of(String release, Instant expiresAt) {
    Blob kernel = new Blob(new Sha256("a".repeat(64)), 1);
    Blob initrd = new Blob(new Sha256("b".repeat(64)), 1);
    return new SignedManifest(
        envelope(payload(release, kernel, initrd, expiresAt)),
        new KernelImageDescription("test", new KernelRelease(release), "x86_64", "{running}"),
        kernel,
        Optional.of(initrd),
        expiresAt);
  }

  /** Returns what is signed of an image. */
  public static String payload(String release, Blob kernel, Blob initrd, Instant expiresAt) {
    return """
        {"name": "test", "release": "%s", "architecture": "x86_64", "commandLine": "{running}",
         "kernel": {"sha256": "%s", "size": %d}, "initrd": {"sha256": "%s", "size": %d},
         "createdAt": "2026-11-21T00:00:00Z", "expiresAt": "%s"}
        """
        .formatted(
            release, kernel.sha256(), kernel.size(), initrd.sha256(), initrd.size(), expiresAt);
  }

  /** Returns an envelope with that payload. */
  public static Envelope envelope(String payload) {
    return new Envelope(
        Envelope.PAYLOAD_TYPE,
        Base64.getEncoder().encodeToString(payload.getBytes(StandardCharsets.UTF_8)),
        List.of(new Envelope.Signature(KEY_ID, SIGNATURE)));
  }

  /** Returns the blob that a file's bytes are. */
  public static Blob blob(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new Blob(new Sha256(HexFormat.of().formatHex(digest)), bytes.length);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
