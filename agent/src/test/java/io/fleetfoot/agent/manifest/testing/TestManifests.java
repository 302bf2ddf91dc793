package io.fleetfoot.agent.manifest.testing;

import io.fleetfoot.agent.manifest.Blob;
import io.fleetfoot.agent.manifest.Manifest;
import io.fleetfoot.agent.manifest.ManifestRefusedException;
import io.fleetfoot.agent.manifest.SigningKey;
import io.fleetfoot.agent.manifest.TrustedKeys;
import io.fleetfoot.agent.manifest.VerifiedManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Manifests of nothing in particular, a key that signs them, and the time they are valid at. */
public final class TestManifests {

  /** The time of the tests. */
  public static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");

  /** The key that the tests' hosts trust. */
  public static final SigningKey KEY = SigningKey.generate(new SecureRandom());

  private static final Blob BLOB = new Blob("a".repeat(64), 1);

  private TestManifests() {}

  /** Returns the manifest of these files, valid for a day. */
  public static Manifest of(String release, Blob kernel, Blob initrd) {
    return of(release, kernel, Optional.of(initrd));
  }

  /** Returns the manifest of a kernel that may need no initrd, valid for a day. */
  public static Manifest of(String release, Blob kernel, Optional<Blob> initrd) {
    return of(release, "{running} panic=10", kernel, initrd, NOW, NOW.plus(Duration.ofDays(1)));
  }

  /** Returns the manifest of these files. */
  public static Manifest of(
      String release,
      String commandLine,
      Blob kernel,
      Optional<Blob> initrd,
      Instant createdAt,
      Instant expiresAt) {
    return new Manifest(
        Optional.of("test"), release, "x86_64", commandLine, kernel, initrd, createdAt, expiresAt);
  }

  /** Returns a manifest that is valid in that time. */
  public static Manifest valid(Instant createdAt, Instant expiresAt) {
    return of("6.12", "{running}", BLOB, Optional.of(BLOB), createdAt, expiresAt);
  }

  /** Returns the manifest of a release, valid for a day. */
  public static Manifest of(String release) {
    return of(release, BLOB, BLOB);
  }

  /** Returns a manifest's envelope, signed by {@link #KEY}. */
  public static String signed(Manifest manifest) {
    return KEY.sign(manifest).toJson().toString();
  }

  /** Returns a manifest as the tests' hosts verify it. */
  public static VerifiedManifest verified(Manifest manifest) {
    try {
      return VerifiedManifest.verify(signed(manifest), TrustedKeys.parse(KEY.publicPem()), NOW);
    } catch (ManifestRefusedException e) {
      throw new AssertionError(e);
    }
  }

  /** Pins a key in a directory of trusted keys, and returns its file. */
  public static Path pin(Path directory, SigningKey key) {
    try {
      Path file = Files.createDirectories(directory).resolve(key.keyId() + ".pem");
      Files.writeString(file, key.publicPem());
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
