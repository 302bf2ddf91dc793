package io.fleetfoot.service.store.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running server, behind a small shell that shuts it down when this JVM is gone.
 *
 * <p>The shell waits on a pipe of which only the JVM holds the other end, so it sees the end of the
 * JVM by any cause. A parent death signal straight to the server would not do: it follows the
 * thread that started it (prctl(2), PR_SET_PDEATHSIG). Against the shell's own death it does.
 */
final class Postmaster implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Postmaster.class);

  /** Asks again until it is heard: a background child ignores SIGINT until the server has begun. */
  private static final String SHELL =
      """
      trap '' TERM INT HUP
      exec 3<&0
      "$@" </dev/null 3<&- &
      server=$!
      { read -r _ <&3; while kill -s INT $server 2>/dev/null; do sleep 1; done; } &
      reader=$!
      wait $server
      status=$?
      kill -s KILL $reader 2>/dev/null
      exit $status
      """;

  private static final Duration LOOK_EVERY = Duration.ofMillis(20);
  private static final Duration IMMEDIATE_SHUTDOWN = Duration.ofSeconds(10);
  private static final int LONGEST_SOCKET_PATH = 107;

  private final PostgresHome home;
  private final ServerLog serverLog;
  private final Process shell;
  private final int port;
  private final Duration stopDeadline;
  private volatile boolean stopping;

  private Postmaster(
      PostgresHome home, ServerLog serverLog, Process shell, int port, Duration stopDeadline) {
    this.home = home;
    this.serverLog = serverLog;
    this.shell = shell;
    this.port = port;
    this.stopDeadline = stopDeadline;
  }

  /** Starts the server on the port, on loopback only; it does not take connections yet. */
  static Postmaster start(
      PostgresHome home,
      PostgresUser user,
      PostgresBinaries binaries,
      int port,
      Duration stopDeadline) {
    ServerLog serverLog = ServerLog.markedAt(home);
    List<String> words =
        new ArrayList<>(List.of("setsid", "sh", "-c", SHELL, "fleetfoot-postgres"));
    words.addAll(server(home, user, binaries, port).words());
    Command command = new Command(words);
    try {
      Process shell =
          command
              .prepared()
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(home.log().toFile()))
              .start();
      return new Postmaster(home, serverLog, shell, port, stopDeadline);
    } catch (IOException e) {
      throw command.cannotStart(e);
    }
  }

  private static Command server(
      PostgresHome home, PostgresUser user, PostgresBinaries binaries, int port) {
    return Command.of(
            binaries.program("postgres").toString(),
            "-D",
            home.data().toString(),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "port=" + port,
            "-c",
            "unix_socket_directories=" + socketDirectory(home, user, port),
            "-c",
            "fsync=on",
            "-c",
            "timezone=UTC",
            "-c",
            "log_timezone=UTC")
        .behind(user.prefixToReach(home.root()));
  }

  /** The socket is for people with psql; a path too long for sun_path means there is none. */
  private static String socketDirectory(PostgresHome home, PostgresUser user, int port) {
    Path socket = home.sockets().resolve(".s.PGSQL." + port + ".lock");
    if (socket.toString().length() > LONGEST_SOCKET_PATH || socket.toString().contains(",")) {
      return "";
    }
    try {
      Files.createDirectories(home.sockets());
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "cannot create %s: %s".formatted(home.sockets(), e),
          "make %s writable for this user".formatted(home.root()),
          e);
    }
    user.own(home.sockets());
    return home.sockets().toString();
  }

  /**
   * Waits until the server takes connections.
   *
   * @throws PortTakenException when another program has taken the port meanwhile
   * @throws EmbeddedPostgresException with the end of the server's log, when it ends or the
   *     deadline passes first
   */
  void awaitReady(Duration deadline) {
    for (Duration waited = Duration.ZERO;
        waited.compareTo(deadline) < 0;
        waited = waited.plus(LOOK_EVERY)) {
      if (endsWithin(LOOK_EVERY)) {
        throw endedTooEarly();
      }
      if (PostmasterFile.read(home.data()).filter(file -> file.readyOn(port)).isPresent()) {
        return;
      }
    }
    throw new EmbeddedPostgresException(
        "PostgreSQL takes no connections after %s; the end of %s:%n%s"
            .formatted(deadline, home.log(), serverLog.tail()),
        "raise fleetfoot.postgres.start-deadline if the log shows a recovery that goes on");
  }

  private EmbeddedPostgresException endedTooEarly() {
    String tail = serverLog.tail();
    String found =
        "PostgreSQL ended with status %d before it took connections; the end of %s:%n%s"
            .formatted(shell.exitValue(), home.log(), tail);
    return tail.contains("could not bind IPv4 address")
        ? new PortTakenException(found)
        : new EmbeddedPostgresException(
            found,
            "mend what the log says, or set spring.datasource.url to a PostgreSQL of your own");
  }

  /** The TCP port on loopback. */
  int port() {
    return port;
  }

  /** Calls back once, from another thread, should the server end before it is asked to. */
  void whenItEndsByItself(Runnable callback) {
    shell
        .onExit()
        .thenAcceptAsync(
            ended -> {
              if (!stopping) {
                log.error(
                    "PostgreSQL ended by itself with status {}; the end of {}:\n{}",
                    ended.exitValue(),
                    home.log(),
                    serverLog.tail());
                callback.run();
              }
            });
  }

  /** Shuts down fast; at the deadline immediately, which costs a recovery at the next start. */
  @Override
  public void close() {
    stopping = true;
    try {
      shell.getOutputStream().close();
    } catch (IOException e) {
      log.debug("the pipe to the PostgreSQL shell was closed already", e);
    }
    if (endsWithin(stopDeadline)) {
      return;
    }
    log.warn("PostgreSQL did not end within {}, ending it at once", stopDeadline);
    PostmasterFile.read(home.data()).ifPresent(file -> Signal.send("QUIT", file.pid()));
    if (!endsWithin(IMMEDIATE_SHUTDOWN)) {
      log.error("PostgreSQL does not end; the next start on {} tries again", home.root());
    }
  }

  private boolean endsWithin(Duration time) {
    try {
      return shell.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException(
          "interrupted while waiting for PostgreSQL on " + home.root(), "start again", e);
    }
  }
}
