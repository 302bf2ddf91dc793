package io.fleetfoot.agent.manifest;

import io.fleetfoot.agent.file.NamedFile;
import io.fleetfoot.agent.preflight.Check;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The trusted keys as files: one PEM file, or a directory of {@code *.pem}. They are read anew each
 * time, so that a key that was removed is not trusted any more.
 */
public final class TrustedKeyFiles {
  private static final int WRITABLE_BY_OTHERS = 0022;
  private static final String PIN =
      "put signing.pub, which fleetfoot-agent keys generate makes where kernel images are signed, on"
          + " this host as %s, owned by root, mode 0644";

  private TrustedKeyFiles() {}

  /**
   * Reads all keys; one file that cannot be used spoils all, because somebody meant something else.
   *
   * @throws ManifestRefusedException if there is no key, or a file that is none or that others than
   *     its owner can write
   */
  public static TrustedKeys read(Path path) throws ManifestRefusedException {
    try {
      List<Path> files = files(path);
      if (files.isEmpty()) {
        throw refused("no trusted key: %s holds no *.pem".formatted(path), pin(path));
      }
      TrustedKeys keys = TrustedKeys.of(List.of());
      for (Path file : files) {
        keys = keys.and(readFile(file));
      }
      return keys;
    } catch (IOException e) {
      throw refused("trusted keys that cannot be read: " + NamedFile.words(e), pin(path));
    }
  }

  private static List<Path> files(Path path) throws IOException, ManifestRefusedException {
    if (!Files.exists(path)) {
      throw refused("no trusted key: %s does not exist".formatted(path), pin(path));
    }
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(path, "*.pem")) {
      found.forEach(files::add);
    }
    return files;
  }

  private static TrustedKeys readFile(Path file) throws IOException, ManifestRefusedException {
    requireOwnersOnly(file);
    NamedFile.requireReadable(file);
    try {
      return TrustedKeys.parse(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw refused(
          "%s, which is no public key: %s".formatted(file, e.getMessage()),
          "replace it by signing.pub, the public half that keys generate made, or remove it");
    }
  }

  // what is not root's and not one's own, or can be written by a group, is what somebody else says
  private static void requireOwnersOnly(Path file) throws IOException, ManifestRefusedException {
    int owner = (int) Files.getAttribute(file, "unix:uid");
    int mode = (int) Files.getAttribute(file, "unix:mode");
    int self = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    if ((owner != 0 && owner != self) || (mode & WRITABLE_BY_OTHERS) != 0) {
      throw refused(
          "%s, owned by user %d with mode %04o".formatted(file, owner, mode & 07777),
          "chown root and chmod 0644 it, after a look at whether it is the key you pinned");
    }
  }

  private static String pin(Path path) {
    return PIN.formatted(path.toString().endsWith(".pem") ? path : path.resolve("NAME.pem"));
  }

  private static ManifestRefusedException refused(String found, String remedy) {
    return new ManifestRefusedException(
        Check.MANIFEST_SIGNATURE.refuse(
            found, "public keys that only root can write, to verify kernel images by", remedy));
  }
}
