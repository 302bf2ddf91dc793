package io.fleetfoot.agent.manifest;

import io.fleetfoot.agent.json.MalformedMessageException;
import io.fleetfoot.agent.preflight.Check;
import java.time.Duration;
import java.time.Instant;

/** A manifest that a trusted key signed and that is valid now: there is no other way to one. */
public final class VerifiedManifest {
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);
  private static final String SIGN_AGAIN =
      "sign the kernel image again with image sign, and register it anew";

  private final Manifest manifest;
  private final String sha256;
  private final String keyId;

  private VerifiedManifest(Manifest manifest, String sha256, String keyId) {
    this.manifest = manifest;
    this.sha256 = sha256;
    this.keyId = keyId;
  }

  /**
   * Verifies an envelope's JSON: signature first, and only then what was signed is looked at.
   *
   * @throws ManifestRefusedException with the first thing that is wrong
   */
  public static VerifiedManifest verify(String envelope, TrustedKeys keys, Instant now)
      throws ManifestRefusedException {
    Envelope parsed = envelope(envelope);
    requireType(parsed.payloadType());
    String keyId = keys.signerOf(parsed);
    try {
      Manifest manifest = Manifest.parse(parsed.payload());
      requireValidAt(now, manifest);
      return new VerifiedManifest(manifest, Ed25519.sha256(parsed.payload()), keyId);
    } catch (MalformedMessageException e) {
      throw malformed(e, SIGN_AGAIN);
    }
  }

  private static Envelope envelope(String json) throws ManifestRefusedException {
    try {
      return Envelope.parse(json);
    } catch (MalformedMessageException e) {
      throw malformed(e, "use the file that image sign wrote, whole; is this another one?");
    }
  }

  private static ManifestRefusedException malformed(MalformedMessageException e, String remedy) {
    return new ManifestRefusedException(
        Check.MANIFEST.refuse(e.found(), e.wanted().orElse("a signed manifest"), remedy));
  }

  /** Returns what was signed. */
  public Manifest manifest() {
    return manifest;
  }

  /** Returns the SHA-256 of the bytes that were signed, in hexadecimal. */
  public String sha256() {
    return sha256;
  }

  /** Returns the id of the key that signed. */
  public String keyId() {
    return keyId;
  }

  /**
   * Refuses to be used on a host that it is not for.
   *
   * @throws ManifestRefusedException if it is for machines of another architecture
   */
  public void requireArchitecture(String host) throws ManifestRefusedException {
    if (!manifest.architecture().equals(host)) {
      throw new ManifestRefusedException(
          Check.ARCHITECTURE.refuse(
              "a manifest for " + manifest.architecture(),
              host + ", which this host is",
              "choose the rollout's hosts by a label, and sign a kernel image for each kind"));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifiedManifest that && sha256.equals(that.sha256);
  }

  @Override
  public int hashCode() {
    return sha256.hashCode();
  }

  @Override
  public String toString() {
    return "manifest %s of %s, signed by %s".formatted(sha256, manifest.release(), keyId);
  }

  private static void requireType(String payloadType) throws ManifestRefusedException {
    if (!payloadType.equals(Manifest.PAYLOAD_TYPE)) {
      throw new ManifestRefusedException(
          Check.MANIFEST.refuse(
              "payloadType " + payloadType,
              Manifest.PAYLOAD_TYPE,
              "use the file that image sign wrote; is this the envelope of something else?"));
    }
  }

  private static void requireValidAt(Instant now, Manifest manifest)
      throws ManifestRefusedException {
    if (!now.isBefore(manifest.expiresAt())) {
      throw new ManifestRefusedException(
          Check.MANIFEST_VALIDITY.refuse(
              "a manifest that expired at %s; it is %s".formatted(manifest.expiresAt(), now),
              "one that is valid",
              SIGN_AGAIN));
    }
    if (now.isBefore(manifest.createdAt().minus(CLOCK_TOLERANCE))) {
      throw new ManifestRefusedException(
          Check.MANIFEST_VALIDITY.refuse(
              "a manifest that was signed at %s; it is %s".formatted(manifest.createdAt(), now),
              "one that was signed before now, give or take " + CLOCK_TOLERANCE,
              "set the clock of this host, or that of the machine that signs"));
    }
  }
}
