package io.fleetfoot.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;

/** From host tokens to host keys, over a database that was in use. */
class EnrolmentMigrationIT {

  private static final String KEY = "decode(repeat('ab', 44), 'hex')";

  private static EmbeddedPostgres postgres;

  private Connection database;

  @BeforeAll
  static void migrate() throws IOException, SQLException {
    postgres = EmbeddedPostgres.start();
    Flyway.configure().dataSource(postgres.getPostgresDatabase()).target("4").load().migrate();
    try (Connection old = postgres.getPostgresDatabase().getConnection();
        var statement = old.createStatement()) {
      statement.execute(
          """
          insert into host (id, machine_id, token_hash, hostname, boot_id, kernel_release, facts,
                            labels, availability, availability_reason)
          values (gen_random_uuid(), 'm1', sha256('1'), 'h', 'b', '6.1', '{}', '{}', 'UP', 'r'),
                 (gen_random_uuid(), 'm2', sha256('2'), 'h', 'b', '6.1', '{}', '{}', 'UP', 'r')
          """);
      statement.execute(
          "insert into join_token (name, token_hash) values ('default', sha256('j'))");
    }
    Flyway.configure().dataSource(postgres.getPostgresDatabase()).load().migrate();
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void begin() throws SQLException {
    database = postgres.getPostgresDatabase().getConnection();
    database.setAutoCommit(false);
  }

  @AfterEach
  void rollBack() throws SQLException {
    database.rollback();
    database.close();
  }

  @Test
  void keepsHostsAndTheJoinTokenThatWereThere() throws SQLException {
    assertThat(single("select count(*) from host where public_key is null")).isEqualTo("2");
    assertThat(
            single(
                "select name || ' ' || uses || ' ' || coalesce(max_uses, 0) from join_token"
                    + " where token_hash = sha256('j') and expires_at is null"))
        .isEqualTo("default 0 0");
  }

  @Test
  void refusesOneKeyOfTwoHosts() {
    assertRefused(
        "host_public_key_key", "update host set enrolled_at = now(), public_key = " + KEY);
  }

  @Test
  void refusesAKeyOfAnotherLength() {
    assertRefused(
        "host_public_key_check",
        "update host set enrolled_at = now(), public_key = 'short' where machine_id = 'm1'");
  }

  @Test
  void refusesAKeyWithoutTheTimeOfItsEnrolment() {
    assertRefused(
        "host_enrolled_by_its_key",
        "update host set public_key = " + KEY + " where machine_id = 'm1'");
  }

  @Test
  void refusesToRevokeAHostThatNeverEnrolled() {
    assertRefused("host_revoked_once_enrolled", "update host set revoked_at = now()");
  }

  @Test
  void refusesMoreUsesOfAJoinTokenThanItAllows() {
    assertRefused(
        "join_token_used_as_often_as_allowed", "update join_token set max_uses = 2, uses = 3");
  }

  @Test
  void refusesTwoJoinTokensOfOneNameUntilOneIsRevoked() throws SQLException {
    String same = "insert into join_token (name, token_hash) values ('default', sha256('k'))";
    execute("savepoint before");
    assertRefused("join_token_name_in_use", same);
    execute("rollback to before");
    execute("update join_token set revoked_at = now()");
    execute(same);
    assertThat(single("select count(*) from join_token")).isEqualTo("2");
  }

  @Test
  void refusesANonceThatAKeyHasUsed() throws SQLException {
    String use = "insert into used_nonce (key_id, nonce, forget_from) values ('k', 'n', now())";
    execute(use);
    assertRefused("used_nonce_pkey", use);
  }

  private void assertRefused(String constraint, String sql) {
    assertThatExceptionOfType(PSQLException.class)
        .isThrownBy(() -> execute(sql))
        .withMessageContaining('"' + constraint + '"');
  }

  private void execute(String sql) throws SQLException {
    try (var statement = database.createStatement()) {
      statement.execute(sql);
    }
  }

  private String single(String sql) throws SQLException {
    try (var statement = database.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
