package io.fleetfoot.service.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {

  private static final Duration START = Duration.ofMinutes(1);
  private static final Duration STOP = Duration.ofSeconds(30);

  @TempDir static Path shared;
  private Path directory;

  /** Unpacks once for all tests here; a link to the binaries is as good to the server. */
  @BeforeEach
  void makeDirectoryWithTheBinaries() throws IOException {
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwx------"));
    Path binaries = PostgresBinaries.unpackedIn(PostgresHome.createdAt(shared)).directory();
    directory = Files.createDirectory(shared.resolve(UUID.randomUUID().toString()));
    Files.createSymbolicLink(directory.resolve(binaries.getFileName()), binaries);
  }

  @Test
  void refusesASecondServiceOnTheSameDirectoryAndNamesTheFirst() throws Exception {
    Process first = processThatCommits("first");
    try {
      assertThatExceptionOfType(EmbeddedPostgresException.class)
          .isThrownBy(this::start)
          .withMessageContaining("process " + first.pid())
          .withMessageContaining("spring.datasource.url");
    } finally {
      kill(first);
    }
  }

  @Test
  void showsTheEndOfTheServersLogWhenItWillNotStart() throws Exception {
    start().close();
    Files.writeString(directory.resolve("data/postgresql.conf"), "shared_buffers = 'a lot'\n");

    assertThatExceptionOfType(EmbeddedPostgresException.class)
        .isThrownBy(this::start)
        .withMessageContaining("PostgreSQL ended with status 1")
        .withMessageContaining("invalid value for parameter \"shared_buffers\"");
  }

  @Test
  void tellsATakenPortFromOtherFailures() throws Exception {
    start().close();
    PostgresHome home = PostgresHome.createdAt(directory);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Postmaster postmaster =
            Postmaster.start(
                home,
                PostgresUser.of("nobody"),
                PostgresBinaries.unpackedIn(home),
                taken.getLocalPort(),
                STOP)) {
      assertThatExceptionOfType(PortTakenException.class)
          .isThrownBy(() -> postmaster.awaitReady(START))
          .withMessageContaining("Address already in use");
    }
  }

  @Test
  void refusesDataOfAnotherMajorVersion() throws Exception {
    start().close();
    Files.writeString(directory.resolve("data/PG_VERSION"), "13\n");

    assertThatExceptionOfType(EmbeddedPostgresException.class)
        .isThrownBy(this::start)
        .withMessageContaining("is of PostgreSQL 13, this service carries PostgreSQL 18");
  }

  @Test
  void doesNotLetAnyoneInWithoutThePassword() throws Exception {
    try (EmbeddedPostgres postgres = start()) {
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(
              () -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), "guess"))
          .withMessageContaining("password authentication failed");
      assertThat(Files.getPosixFilePermissions(directory.resolve("password")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void isDurableChecksummedAndOnLoopbackOnly() throws Exception {
    try (EmbeddedPostgres postgres = start()) {
      assertThat(one(postgres, "SHOW fsync")).isEqualTo("on");
      assertThat(one(postgres, "SHOW data_checksums")).isEqualTo("on");
      assertThat(one(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(
              one(postgres, "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules"))
          .isEqualTo("scram-sha-256");
      assertThat(one(postgres, "SHOW server_encoding")).isEqualTo("UTF8");
    }
  }

  @Test
  void keepsItsDataOverARestart() throws Exception {
    try (EmbeddedPostgres postgres = start()) {
      execute(postgres, "CREATE TABLE kept (text text)", "INSERT INTO kept VALUES ('still here')");
    }
    assertThat(new Orphans(directory.resolve("data")).running()).isEmpty();

    try (EmbeddedPostgres postgres = start()) {
      assertThat(one(postgres, "SELECT text FROM kept")).isEqualTo("still here");
    }
    assertThat(Files.readString(directory.resolve("log")))
        .contains("received fast shutdown request")
        .doesNotContain("not properly shut down");
  }

  @Test
  void needsNoCapabilityWhereEveryDirectoryAboveIsOpen() throws Exception {
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));

    try (EmbeddedPostgres postgres = start()) {
      assertThat(one(postgres, "SELECT pg_read_file('/proc/self/status')"))
          .containsPattern("CapPrm:\\s+0{16}\\s");
    }
  }

  @Test
  void endsByItselfWhenTheServiceIsKilled() throws Exception {
    kill(processThatCommits("before the kill"));

    Orphans left = new Orphans(directory.toRealPath().resolve("data"));
    await().atMost(STOP).until(() -> left.running().isEmpty());
  }

  @Test
  void startsAgainOnTheSameDataAtOnceAfterTheServiceWasKilled() throws Exception {
    for (int i = 0; i < 3; i++) {
      kill(processThatCommits("row " + i));
    }

    try (EmbeddedPostgres postgres = start()) {
      assertThat(one(postgres, "SELECT string_agg(text, ', ' ORDER BY text) FROM proof"))
          .isEqualTo("row 0, row 1, row 2");
    }
  }

  @Test
  void endsAServerThatOutlivedServiceAndShell() throws Exception {
    Process service = processThatCommits("with the orphan");
    ProcessHandle shell = service.children().findFirst().orElseThrow();
    Signal.send("STOP", shell.pid());
    kill(service);
    Orphans orphans = new Orphans(directory.toRealPath().resolve("data"));
    assertThat(orphans.running()).isNotEmpty();

    try (EmbeddedPostgres postgres = start()) {
      assertThat(one(postgres, "SELECT text FROM proof")).isEqualTo("with the orphan");
    } finally {
      shell.destroyForcibly();
    }
  }

  @Test
  void recoversWhatWasCommittedWhenServerAndServiceDieTogether() throws Exception {
    Process service = processThatCommits("just before the power cut");
    List<ProcessHandle> server = new Orphans(directory.toRealPath().resolve("data")).running();
    service.children().findFirst().orElseThrow().destroyForcibly();
    server.forEach(ProcessHandle::destroyForcibly);
    kill(service);

    try (EmbeddedPostgres postgres = start()) {
      assertThat(one(postgres, "SELECT text FROM proof")).isEqualTo("just before the power cut");
    }
  }

  @Test
  void startsTheServerAgainOnTheSamePortWhenItAloneIsKilled() throws Exception {
    try (EmbeddedPostgres postgres = start()) {
      execute(postgres, "CREATE TABLE kept (text text)", "INSERT INTO kept VALUES ('still here')");

      new Orphans(directory.toRealPath().resolve("data"))
          .running()
          .forEach(ProcessHandle::destroyForcibly);

      await()
          .atMost(START)
          .ignoreExceptions()
          .until(() -> one(postgres, "SELECT text FROM kept").equals("still here"));
    }
  }

  @Test
  void startsThoughAnotherProgramHasTheProcessIdOfTheDeadServer() throws Exception {
    start().close();
    Process bystander = new ProcessBuilder("sleep", "600").start();
    try {
      Files.writeString(
          directory.resolve("data/postmaster.pid"), bystander.pid() + "\n/elsewhere\n1\n");

      start().close();

      assertThat(bystander.isAlive()).isTrue();
    } finally {
      bystander.destroyForcibly();
    }
  }

  @Test
  void makesNewDataWhenTheFirstStartWasCutShort() throws Exception {
    Files.createDirectories(directory.resolve("data.unfinished/base"));
    Files.writeString(directory.resolve("password"), "of a database that never was");

    try (EmbeddedPostgres postgres = start()) {
      assertThat(one(postgres, "SELECT current_database()::text")).isEqualTo("fleetfoot");
    }
  }

  private EmbeddedPostgres start() {
    return EmbeddedPostgres.start(directory, "nobody", START, STOP);
  }

  private Process processThatCommits(String text) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EmbeddedPostgresProcess.class.getName(),
                directory.toString(),
                text));
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    BufferedReader printed =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder all = new StringBuilder();
    for (String line = printed.readLine(); line != null; line = printed.readLine()) {
      all.append(line).append('\n');
      if (line.equals(EmbeddedPostgresProcess.COMMITTED)) {
        return process;
      }
    }
    throw new AssertionError("the process ended without a commit:\n" + all);
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  private static void execute(EmbeddedPostgres postgres, String... statements) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static String one(EmbeddedPostgres postgres, String query) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      assertThat(found.next()).isTrue();
      return found.getString(1);
    }
  }

  private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
    return DriverManager.getConnection(
        postgres.jdbcUrl(), postgres.username(), postgres.password());
  }
}
