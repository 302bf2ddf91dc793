package io.fleetfoot.service.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** The random password of the embedded database, kept in a file of mode 0600. */
final class DatabasePassword {

  private static final int BYTES = 24;

  private DatabasePassword() {}

  /** Makes a new password file, in place of any old one, readable for PostgreSQL's user alone. */
  static void create(Path file, PostgresUser user) {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    try {
      Files.deleteIfExists(file);
      try (FileChannel channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        channel.write(
            ByteBuffer.wrap(HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII)));
        channel.force(true);
      }
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "cannot write the database password to %s: %s".formatted(file, e),
          "make %s writable for this user".formatted(file.getParent()),
          e);
    }
    user.own(file);
  }

  /** Reads the password. */
  static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "there is a database in %s, but its password cannot be read: %s"
              .formatted(file.getParent(), e),
          "put the file %s back from a backup".formatted(file),
          e);
    }
  }
}
