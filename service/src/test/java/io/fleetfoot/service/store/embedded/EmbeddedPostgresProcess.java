package io.fleetfoot.service.store.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A process that runs an embedded PostgreSQL, commits one row, says so, and waits to be killed. */
final class EmbeddedPostgresProcess {

  static final String COMMITTED = "committed";

  private EmbeddedPostgresProcess() {}

  public static void main(String[] args) throws SQLException, IOException {
    EmbeddedPostgres postgres =
        EmbeddedPostgres.start(
            Path.of(args[0]), "nobody", Duration.ofMinutes(1), Duration.ofSeconds(30));
    try (Connection connection =
            DriverManager.getConnection(
                postgres.jdbcUrl(), postgres.username(), postgres.password());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS proof (text text NOT NULL)");
      statement.execute("INSERT INTO proof VALUES ('" + args[1] + "')");
      System.out.println(COMMITTED);
      System.in.read();
    }
  }
}
