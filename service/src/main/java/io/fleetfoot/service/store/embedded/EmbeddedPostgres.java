package io.fleetfoot.service.store.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real PostgreSQL of the service's own, on data that outlives every death of the service. */
public final class EmbeddedPostgres implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final String DATABASE = "fleetfoot";
  private static final int PORTS_TRIED = 5;

  private final HomeLock lock;
  private final Launch launch;
  private final int port;
  private final String password;
  private Postmaster postmaster;
  private boolean closed;

  private EmbeddedPostgres(HomeLock lock, Launch launch, Postmaster postmaster) {
    this.lock = lock;
    this.launch = launch;
    this.port = postmaster.port();
    this.password = DatabasePassword.read(launch.home().password());
    this.postmaster = postmaster;
  }

  /** All it takes to start the server, the first time or again. */
  private record Launch(
      PostgresHome home,
      PostgresUser user,
      PostgresBinaries binaries,
      Duration startDeadline,
      Duration stopDeadline) {

    /** Starts the server on a free port; another program may take that before the server does. */
    Postmaster onFreePort() {
      for (int tried = 1; ; tried++) {
        try {
          return on(freePort());
        } catch (PortTakenException e) {
          if (tried == PORTS_TRIED) {
            throw e;
          }
        }
      }
    }

    Postmaster on(int port) {
      new Orphans(home.data()).end(stopDeadline);
      Postmaster postmaster = Postmaster.start(home, user, binaries, port, stopDeadline);
      try {
        postmaster.awaitReady(startDeadline);
        log.info("PostgreSQL listens on 127.0.0.1:{}, data in {}", port, home.data());
        return postmaster;
      } catch (RuntimeException e) {
        postmaster.close();
        throw e;
      }
    }
  }

  /**
   * Starts the server, on new data or on what an earlier service left.
   *
   * @param directory where binaries, data, password and log lie; created when absent
   * @param userWhenRoot the user PostgreSQL runs as when this process is root
   * @param startDeadline how long recovery and start may take
   * @param stopDeadline how long a fast shutdown may take before an immediate one
   * @throws EmbeddedPostgresException when it cannot, with what to do about it
   */
  public static EmbeddedPostgres start(
      Path directory, String userWhenRoot, Duration startDeadline, Duration stopDeadline) {
    PostgresHome home = PostgresHome.createdAt(directory);
    HomeLock lock = HomeLock.take(home.lock());
    try {
      PostgresUser user = PostgresUser.of(userWhenRoot);
      PostgresBinaries binaries = PostgresBinaries.unpackedIn(home);
      new DataDirectory(home, user, binaries).prepare();
      Launch launch = new Launch(home, user, binaries, startDeadline, stopDeadline);
      return started(lock, launch, launch.onFreePort());
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Where JDBC finds the database, on loopback. */
  public String jdbcUrl() {
    return jdbcUrl(DATABASE);
  }

  /** The role that owns the database. */
  public String username() {
    return DataDirectory.SUPERUSER;
  }

  /** The password of that role. */
  public String password() {
    return password;
  }

  /** Shuts the server down and lets the next service have the directory. */
  @Override
  public synchronized void close() {
    closed = true;
    try (lock) {
      postmaster.close();
    }
  }

  private static EmbeddedPostgres started(HomeLock lock, Launch launch, Postmaster postmaster) {
    try {
      EmbeddedPostgres postgres = new EmbeddedPostgres(lock, launch, postmaster);
      postgres.createDatabaseIfAbsent();
      postmaster.whenItEndsByItself(postgres::startAgain);
      return postgres;
    } catch (RuntimeException e) {
      postmaster.close();
      throw e;
    }
  }

  /** Heals the death of the server alone, by the out-of-memory killer for one. */
  private synchronized void startAgain() {
    if (closed) {
      return;
    }
    try {
      postmaster = launch.on(port);
      postmaster.whenItEndsByItself(this::startAgain);
    } catch (EmbeddedPostgresException e) {
      log.error("PostgreSQL could not be started again; start the service again", e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "no free TCP port on loopback: " + e, "bring the interface lo up", e);
    }
  }

  private void createDatabaseIfAbsent() {
    try (Connection connection =
            DriverManager.getConnection(jdbcUrl("postgres"), username(), password);
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
      if (!found.next()) {
        statement.execute("CREATE DATABASE " + DATABASE);
      }
    } catch (SQLException e) {
      throw new EmbeddedPostgresException(
          "PostgreSQL runs on 127.0.0.1:%d but refuses the service: %s"
              .formatted(port, e.getMessage()),
          "check that the password file is the one that was made with the data",
          e);
    }
  }

  private String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
  }
}
