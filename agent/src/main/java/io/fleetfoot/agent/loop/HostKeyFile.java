package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.HostKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Where the host keeps its key; only its owner can read it, from its birth on. */
final class HostKeyFile {
  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rwx------");

  private final Path file;
  private final Path next;

  HostKeyFile(Path stateDirectory) {
    this.file = stateDirectory.resolve("host.key");
    this.next = stateDirectory.resolve("host.key.enrolling");
  }

  /**
   * Returns the host's key, which is made at the first start.
   *
   * @throws UnusableKeyException if others can read it, or it is none
   */
  HostKey readOrMake() throws IOException {
    return readOrMake(file);
  }

  /** Returns the key that is to be the host's, the same again until it was adopted. */
  HostKey readOrMakeNext() throws IOException {
    return readOrMake(next);
  }

  /** Makes the next key the host's. */
  void adoptNext() throws IOException {
    DurableFile.move(next, file);
  }

  private static HostKey readOrMake(Path file) throws IOException {
    if (!Files.exists(file)) {
      HostKey made = HostKey.generate();
      DurableFile.write(file, made.toPem());
      return made;
    }
    requireOwnersAlone(file);
    try {
      return HostKey.parse(Files.readString(file, StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw new UnusableKeyException(
          "%s: %s; restore it, or make this host another one: fleetfoot-agent enrol --config FILE --new-key"
              .formatted(file, e.getMessage()));
    }
  }

  private static void requireOwnersAlone(Path file) throws IOException {
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(file);
    if (!OWNERS.containsAll(found)) {
      throw new UnusableKeyException(
          "%s: found mode %s, wanted rw-------: others can read this host's key, or replace it. If nobody has: chmod 600 %s. Else have an admin revoke it, and: fleetfoot-agent enrol --config FILE --new-key"
              .formatted(file, PosixFilePermissions.toString(found), file));
    }
  }
}
