package io.fleetfoot.service.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ClassPathResource;

/** A migrated database of its own in a real PostgreSQL that all tests of a run share. */
public final class TestDatabase {

  private static final int POOL = 8;
  private static final long LONGEST_STOP_MILLIS = 30_000;
  private static EmbeddedPostgres postgres;

  private final String url;

  private TestDatabase(String url) {
    this.url = url;
  }

  /** Makes a database that holds nothing but the schema. */
  public static TestDatabase create() {
    return migrated(empty());
  }

  /**
   * Makes one likewise whose {@code now()} is what the SQL expression says, in every statement,
   * column default and connection, until it is set anew.
   */
  public static TestDatabase createWithSetClock(String instant) {
    String name = empty();
    String url = postgres().getJdbcUrl("postgres", name);
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.execute("create schema set_clock");
      statement.execute("create table set_clock.time as select " + instant + " as at");
      statement.execute(
          """
          create function set_clock.now() returns timestamptz language sql stable
          as 'select at from set_clock.time'
          """);
      // a name is looked up in pg_catalog first, unless the path says where its turn is
      statement.execute(
          "alter database %s set search_path = public, set_clock, pg_catalog".formatted(name));
    } catch (SQLException e) {
      throw new IllegalStateException("cannot set the clock of database " + name, e);
    }
    return migrated(name);
  }

  private static String empty() {
    String name = "test_" + UUID.randomUUID().toString().replace('-', '_');
    try (var connection = postgres().getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot create database " + name, e);
    }
    return name;
  }

  private static TestDatabase migrated(String name) {
    String url = postgres().getJdbcUrl("postgres", name);
    Flyway.configure().dataSource(url, "postgres", "postgres").load().migrate();
    return new TestDatabase(url);
  }

  /** Returns the same database, whose connections have that name. */
  public TestDatabase as(String applicationName) {
    return new TestDatabase(url + "&ApplicationName=" + applicationName);
  }

  /** Returns the database's JDBC URL, with user and password. */
  public String url() {
    return url;
  }

  /** Opens a pool of connections, as one replica of the service has it. */
  public HikariDataSource connect() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(POOL);
    config.setConnectionInitSql(connectionInitSql());
    return new HikariDataSource(config);
  }

  /** Every replica sets its connections up as the service's own configuration says. */
  private static String connectionInitSql() {
    YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
    yaml.setResources(new ClassPathResource("application.yaml"));
    return Objects.requireNonNull(yaml.getObject())
        .getProperty("spring.datasource.hikari.connection-init-sql");
  }

  /** Spring's contexts end first: without a database their pools would wait for one, for long. */
  private static void stop() {
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("SpringApplicationShutdownHook"))
        .forEach(TestDatabase::await);
    try {
      postgres().close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot stop PostgreSQL for the tests", e);
    }
  }

  private static void await(Thread thread) {
    try {
      thread.join(LONGEST_STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static synchronized EmbeddedPostgres postgres() {
    if (postgres == null) {
      try {
        postgres = EmbeddedPostgres.builder().setRegisterShutdownHook(false).start();
        Runtime.getRuntime().addShutdownHook(new Thread(TestDatabase::stop, "postgres-stop"));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot start PostgreSQL for the tests", e);
      }
    }
    return postgres;
  }
}
