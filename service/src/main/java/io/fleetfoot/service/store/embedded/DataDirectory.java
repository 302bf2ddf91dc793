package io.fleetfoot.service.store.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/** Makes the data directory, or checks that the one that is there fits. */
final class DataDirectory {

  /** The superuser and the owner of everything in the embedded database. */
  static final String SUPERUSER = "fleetfoot";

  private final PostgresHome home;
  private final PostgresUser user;
  private final PostgresBinaries binaries;

  DataDirectory(PostgresHome home, PostgresUser user, PostgresBinaries binaries) {
    this.home = home;
    this.user = user;
    this.binaries = binaries;
  }

  /** Makes sure that there is a data directory of this user and this PostgreSQL version. */
  void prepare() {
    try {
      if (Files.isDirectory(home.data())) {
        checkOwner();
        checkVersion();
      } else {
        initialise();
      }
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "cannot prepare the data directory %s: %s".formatted(home.data(), e),
          "look for a full disk or a read-only file system, or set spring.datasource.url",
          e);
    }
  }

  private void checkOwner() {
    if (!user.owns(home.data())) {
      throw new EmbeddedPostgresException(
          "the data directory %s does not belong to user %d, as whom PostgreSQL would run"
              .formatted(home.data(), user.uid()),
          "run the service as the user who made it, set fleetfoot.postgres.user, or chown it");
    }
  }

  private void checkVersion() throws IOException {
    String found = Files.readString(home.data().resolve("PG_VERSION")).strip();
    String packaged = packagedMajorVersion();
    if (!found.equals(packaged)) {
      throw new EmbeddedPostgresException(
          "the data in %s is of PostgreSQL %s, this service carries PostgreSQL %s"
              .formatted(home.data(), found, packaged),
          "dump it with the service version that made it and restore it into a new fleetfoot.home");
    }
  }

  /** Takes the 18 from "postgres (PostgreSQL) 18.6". */
  private String packagedMajorVersion() {
    String printed = Command.of(binaries.program("postgres").toString(), "--version").run();
    return printed.substring(printed.lastIndexOf(' ') + 1).split("\\.", 2)[0];
  }

  /** Runs initdb beside the final place and renames: a data directory is there whole or not. */
  private void initialise() throws IOException {
    Path unfinished = home.unfinishedData();
    FileSystemUtils.deleteRecursively(unfinished);
    Files.createDirectory(unfinished);
    user.own(unfinished);
    DatabasePassword.create(home.password(), user);
    Command.of(
            binaries.program("initdb").toString(),
            "--pgdata=" + unfinished,
            "--username=" + SUPERUSER,
            "--pwfile=" + home.password(),
            "--auth=scram-sha-256",
            "--data-checksums",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C")
        .behind(user.prefixToReach(home.root()))
        .run();
    Files.move(unfinished, home.data());
    Command.of("sync", "-f", home.root().toString()).run();
  }
}
