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

/** What is known of hosts' uptimes, over a database that was in use before that was asked. */
class UptimeMigrationIT {

  private static final String POLICY =
      """
      insert into uptime_policy (id, name, match_labels, match_expressions, max_uptime_millis,
                                 min_uptime_millis, rollout, created_by)
      values (gen_random_uuid(), 'p', '{}', '[]', 1000, %s, '{}', 'token:ada')
      """;

  private static EmbeddedPostgres postgres;

  private Connection database;

  @BeforeAll
  static void migrate() throws IOException, SQLException {
    postgres = EmbeddedPostgres.start();
    Flyway.configure().dataSource(postgres.getPostgresDatabase()).target("17").load().migrate();
    try (Connection old = postgres.getPostgresDatabase().getConnection();
        var statement = old.createStatement()) {
      statement.execute(
          """
          insert into host (id, machine_id, hostname, boot_id, kernel_release, facts, labels,
                            availability, availability_reason, registered_at)
          values ('00000000-0000-0000-0000-000000000001', 'm1', 'rebooted', 'new', '6.1', '{}', '{}',
                  'UP', 'r', '2026-01-01Z'),
                 ('00000000-0000-0000-0000-000000000002', 'm2', 'rebooted since', 'newer', '6.1', '{}',
                  '{}', 'UP', 'r', '2026-01-01Z'),
                 ('00000000-0000-0000-0000-000000000003', 'm3', 'never', 'old', '6.1', '{}', '{}',
                  'UP', 'r', '2026-01-01Z')
          """);
      statement.execute(
          """
          insert into rollout (id, name, match_labels, waves, max_unavailable, failure_budget,
                               soak_millis, boot_deadline_millis, state, open_wave, finished_at,
                               methods, verification)
          values ('00000000-0000-0000-0000-0000000000f1', 'r', '{}', array['100%'], '1', '0', 0, 1000,
                  'COMPLETED', 0, now(), array['FIRMWARE'], 'NONE')
          """);
      statement.execute(
          """
          insert into reboot (id, rollout_id, host_id, wave, state, from_release, from_boot_id,
                              to_release, to_boot_id, exec_id, boot_proof, soak_millis,
                              boot_deadline_millis, executing_at, booted_at)
          select gen_random_uuid(), '00000000-0000-0000-0000-0000000000f1', id, 0, 'SUCCEEDED', '6.1',
                 'old', '6.1', 'new', 'fx-' || machine_id, true, 0, 1000, '2026-02-01T12:00Z',
                 '2026-02-01T12:01Z'
          from host where machine_id <> 'm3'
          """);
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
  void knowsTheBootIntoWhichARebootOfOursLed() throws SQLException {
    assertThat(
            single(
                "select boot_heard_at = '2026-02-01T12:01Z' and boot_after = '2026-02-01T12:00Z'"
                    + " from host where machine_id = 'm1'"))
        .isEqualTo("t");
  }

  @Test
  void doesNotGuessHowLongOthersHaveBeenUp() throws SQLException {
    assertThat(
            single(
                "select count(*) from host where machine_id in ('m2', 'm3') and boot_after is null"
                    + " and boot_heard_at > now() - interval '1 hour'"))
        .isEqualTo("2");
  }

  @Test
  void refusesTwoPoliciesOfOneName() throws SQLException {
    execute(POLICY.formatted(0));
    assertRefused("uptime_policy_name_in_use", POLICY.formatted(0));
  }

  @Test
  void refusesALeastUptimeBeyondTheMost() {
    assertRefused("uptime_policy_least_below_most", POLICY.formatted(1001));
  }

  @Test
  void refusesTwoRolloutsOfAPolicyForOneDay() throws SQLException {
    String start =
        """
        insert into uptime_rollout (rollout_id, policy_id, day)
        values ('%s', '00000000-0000-0000-0000-0000000000b1', '2026-03-03')
        """;
    execute(
        """
        insert into rollout (id, name, match_labels, waves, max_unavailable, failure_budget,
                             soak_millis, boot_deadline_millis, state, open_wave, finished_at,
                             methods, verification)
        values ('00000000-0000-0000-0000-0000000000f2', 'r', '{}', array['100%'], '1', '0', 0, 1000,
                'COMPLETED', 0, now(), array['FIRMWARE'], 'NONE')
        """);
    execute(start.formatted("00000000-0000-0000-0000-0000000000f1"));
    assertRefused(
        "uptime_rollout_one_a_day", start.formatted("00000000-0000-0000-0000-0000000000f2"));
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
