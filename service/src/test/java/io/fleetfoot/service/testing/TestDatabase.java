package io.fleetfoot.service.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ClassPathResource;

/** A migrated database of its own in a real PostgreSQL that all tests of a run share. */
public final class TestDatabase {

  private static final int POOL = 8;
  private static EmbeddedPostgres postgres;

  private final String url;

  private TestDatabase(String url) {
    this.url = url;
  }

  /** Makes a database that holds nothing but the schema. */
  public static TestDatabase create() {
    String name = "test_" + UUID.randomUUID().toString().replace('-', '_');
    try (var connection = postgres().getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot create database " + name, e);
    }
    String url = postgres().getJdbcUrl("postgres", name);
    Flyway.configure().dataSource(url, "postgres", "postgres").load().migrate();
    return new TestDatabase(url);
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

  private static synchronized EmbeddedPostgres postgres() {
    if (postgres == null) {
      try {
        postgres = EmbeddedPostgres.start();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot start PostgreSQL for the tests", e);
      }
    }
    return postgres;
  }
}
