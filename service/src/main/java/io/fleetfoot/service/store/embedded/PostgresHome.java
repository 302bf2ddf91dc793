package io.fleetfoot.service.store.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where things lie in the directory of the embedded PostgreSQL. */
record PostgresHome(Path root) {

  /** Creates the directory when it is absent and takes its real path, so that comparisons hold. */
  static PostgresHome createdAt(Path directory) {
    try {
      Files.createDirectories(directory);
      return new PostgresHome(directory.toRealPath());
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "cannot create the directory of the embedded PostgreSQL, %s: %s".formatted(directory, e),
          "set fleetfoot.home to a directory that this user can write, or spring.datasource.url",
          e);
    }
  }

  /** The data directory, complete as soon as it exists. */
  Path data() {
    return root.resolve("data");
  }

  /** Where initdb works until its result is complete. */
  Path unfinishedData() {
    return root.resolve("data.unfinished");
  }

  /** The server's own log. */
  Path log() {
    return root.resolve("log");
  }

  /** The log before the last rotation. */
  Path oldLog() {
    return root.resolve("log.old");
  }

  /** The database password, mode 0600. */
  Path password() {
    return root.resolve("password");
  }

  /** The file whose lock says which service runs on this directory. */
  Path lock() {
    return root.resolve("lock");
  }

  /** Where the server puts its Unix socket. */
  Path sockets() {
    return root.resolve("sockets");
  }

  /** Where the binaries with this digest are unpacked. */
  Path binaries(String digest) {
    return root.resolve("binaries-" + digest);
  }
}
