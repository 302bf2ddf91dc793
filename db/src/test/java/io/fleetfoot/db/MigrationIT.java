package io.fleetfoot.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;

class MigrationIT {

  private static final String IMAGE = "00000000-0000-0000-0000-00000000000a";
  private static final String HOST = "00000000-0000-0000-0000-000000000001";
  private static final String ROLLOUT = "00000000-0000-0000-0000-0000000000f1";
  private static final String OTHER_ROLLOUT = "00000000-0000-0000-0000-0000000000f2";

  private static EmbeddedPostgres postgres;
  private static MigrateResult migration;

  private Connection database;

  @BeforeAll
  static void migrate() throws IOException {
    postgres = EmbeddedPostgres.start();
    migration = Flyway.configure().dataSource(postgres.getPostgresDatabase()).load().migrate();
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void begin() throws SQLException {
    database = postgres.getPostgresDatabase().getConnection();
    database.setAutoCommit(false);
    kernelImage();
    host(HOST, "machine-1");
    rollout(ROLLOUT);
    rollout(OTHER_ROLLOUT);
  }

  @AfterEach
  void rollBack() throws SQLException {
    database.rollback();
    database.close();
  }

  @Test
  void migratesAnEmptyDatabase() {
    assertThat(migration.success).isTrue();
    assertThat(migration.migrationsExecuted).isPositive();
  }

  @Test
  void keepsOneRebootOfAHost() {
    assertThatNoException().isThrownBy(() -> reboot(ROLLOUT, "QUEUED", "now()", "null", false));
  }

  @Test
  void refusesTwoActiveRebootsOfOneHost() throws SQLException {
    reboot(ROLLOUT, "EXECUTING", "now()", "'fx-1'", false);

    assertRefused(
        "reboot_one_active_per_host",
        () -> reboot(OTHER_ROLLOUT, "STAGING", "now()", "null", false));
  }

  @Test
  void keepsANewRebootOnceTheOneBeforeHasEnded() throws SQLException {
    reboot(ROLLOUT, "LOST", "null", "'fx-1'", false);

    assertThatNoException()
        .isThrownBy(() -> reboot(OTHER_ROLLOUT, "QUEUED", "now()", "null", false));
  }

  @Test
  void refusesTwoRebootsOfOneHostInOneRollout() throws SQLException {
    reboot(ROLLOUT, "LOST", "null", "null", false);

    assertRefused(
        "reboot_each_attempt_once", () -> reboot(ROLLOUT, "QUEUED", "now()", "null", false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "QUEUED",
        "STAGING",
        "READY",
        "DRAINING",
        "VERIFYING",
        "EXECUTING",
        "POWER_CYCLING",
        "PROVING"
      })
  void refusesARebootThatHasNotEndedAndHasNoDeadline(String state) {
    assertRefused(
        "reboot_deadline_until_ended", () -> reboot(ROLLOUT, state, "null", "'fx-1'", true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"AWAITING_APPROVAL", "RUNNING", "PAUSED", "ABORTING", "ROLLING_BACK"})
  void refusesARolloutThatHasNotEndedAndHasNoDeadline(String state) {
    assertRefused(
        "rollout_deadline_until_ended",
        () ->
            execute(
                "update rollout set deadline = null, state = '%s', pause = %s"
                    .formatted(state, state.equals("PAUSED") ? "'OPERATOR'" : "null")));
  }

  @Test
  void keepsAnotherAttemptOfAHostOnceTheOneBeforeIsSuperseded() throws SQLException {
    reboot(ROLLOUT, "FAILED", "null", "null", false);
    execute("update reboot set superseded = true");

    assertThatNoException().isThrownBy(() -> reboot(ROLLOUT, "QUEUED", "now()", "null", false, 2));
  }

  @Test
  void refusesThatTwoAttemptsOfAHostCountForItsRollout() throws SQLException {
    reboot(ROLLOUT, "FAILED", "null", "null", false);

    assertRefused(
        "reboot_one_current_per_host_of_rollout",
        () -> reboot(ROLLOUT, "FAILED", "null", "null", false, 2));
  }

  @Test
  void refusesADeadlineOfARebootThatHasEnded() {
    assertRefused(
        "reboot_deadline_until_ended", () -> reboot(ROLLOUT, "SUCCEEDED", "now()", "'fx-1'", true));
  }

  @Test
  void refusesARebootInAnUnknownState() {
    assertRefused(
        "reboot_state_check", () -> reboot(ROLLOUT, "ALMOST_THERE", "null", "null", false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"VERIFYING", "EXECUTING", "POWER_CYCLING", "PROVING"})
  void refusesAnAdmittedRebootWithoutAnExecId(String state) {
    assertRefused(
        "reboot_exec_id_once_admitted", () -> reboot(ROLLOUT, state, "now()", "null", true));
  }

  @Test
  void refusesASuccessWithoutBootProof() {
    assertRefused(
        "reboot_succeeds_by_boot_proof",
        () -> reboot(ROLLOUT, "SUCCEEDED", "null", "'fx-1'", false));
  }

  @Test
  void refusesASuccessWhoseWitnessIsStillAwaited() throws SQLException {
    reboot(ROLLOUT, "PROVING", "now()", "'fx-1'", true);
    execute("update reboot set witness_awaited = true");

    assertRefused(
        "reboot_succeeds_witnessed",
        () -> execute("update reboot set state = 'SUCCEEDED', deadline = null"));
  }

  @Test
  void letsARebootWaitWhileTheHostHasAnother() throws SQLException {
    reboot(ROLLOUT, "EXECUTING", "now()", "'fx-1'", false);

    assertThatNoException()
        .isThrownBy(() -> reboot(OTHER_ROLLOUT, "QUEUED", "now()", "null", false));
  }

  @Test
  void refusesASecondActiveRebootOfAHostThatIsDrained() throws SQLException {
    reboot(ROLLOUT, "DRAINING", "now()", "null", false);

    assertRefused(
        "reboot_one_active_per_host",
        () -> reboot(OTHER_ROLLOUT, "STAGING", "now()", "null", false));
  }

  @Test
  void refusesTwoRolloutsOfOneReference() throws SQLException {
    execute(
        "update rollout set reference = 'kernelrollout/1/1' where id = '%s'".formatted(ROLLOUT));

    assertRefused(
        "rollout_reference_key",
        () -> execute("update rollout set reference = 'kernelrollout/1/1'"));
  }

  @Test
  void refusesAKernelImageThatNobodySigned() {
    assertRefused(
        "kernel_image_is_signed",
        () ->
            execute(
                """
                insert into kernel_image (id, name, kernel_release, architecture, command_line,
                                          kernel_sha256, kernel_size, initrd_sha256, initrd_size)
                values (gen_random_uuid(), 'k', '6.12', 'x86_64', '', sha256('k'), 1, sha256('i'), 1)
                """));
  }

  @Test
  void takesAKernelImageWithoutAnInitrdButNotWithHalfOfOne() throws SQLException {
    String insert =
        """
        insert into kernel_image (id, name, kernel_release, architecture, command_line,
                                  kernel_sha256, kernel_size, initrd_sha256, initrd_size,
                                  manifest, expires_at)
        values (gen_random_uuid(), 'k', '6.12', 'x86_64', '', sha256('k'), 1, %s, null, '{}', now())
        """;
    execute(insert.formatted("null"));
    assertRefused("kernel_image_knows_its_initrd", () -> execute(insert.formatted("sha256('i')")));
  }

  @Test
  void refusesTwoHostsOfOneMachineId() {
    assertRefused(
        "host_machine_id_key", () -> host("00000000-0000-0000-0000-000000000002", "machine-1"));
  }

  @Test
  void refusesARolloutThatEndedWithoutATime() {
    assertRefused(
        "rollout_finished_when_ended", () -> execute("update rollout set state = 'STOPPED'"));
  }

  @Test
  void refusesARolloutInAnUnknownState() {
    assertRefused(
        "rollout_state_check",
        () -> execute("update rollout set state = 'ALMOST_THERE', finished_at = now()"));
  }

  @Test
  void refusesToKeepASecretUnderAnIdempotencyKey() {
    assertRefused(
        "idempotency_key_keeps_no_secret",
        () ->
            execute(
                """
                insert into idempotency_key
                  (actor, key, claim, digest, leased_until, expires_at, status, secret, body)
                values ('token:ci', 'k', gen_random_uuid(), sha256('r'), now(), now(), 201, true, '{}')
                """));
  }

  @Test
  void refusesAnAvailabilityThatIsNeitherUpNorDown() {
    assertRefused(
        "host_availability_check", () -> execute("update host set availability = 'MAYBE'"));
  }

  @Test
  void refusesTwoTokensOfOneNameUntilOneIsRevoked() throws SQLException {
    apiToken("ci", "VIEWER", "now() + interval '1 day'");
    execute("update api_token set revoked_at = now()");
    apiToken("ci", "VIEWER", "now() + interval '1 day'");

    assertRefused(
        "api_token_one_of_a_name", () -> apiToken("ci", "VIEWER", "now() + interval '1 day'"));
  }

  @Test
  void refusesATokenOfAnUnknownRole() {
    assertRefused("api_token_role_check", () -> apiToken("ci", "ROOT", "now() + interval '1 day'"));
  }

  @Test
  void refusesATokenThatEndsBeforeItBegins() {
    assertRefused("api_token_lives", () -> apiToken("ci", "VIEWER", "now()"));
  }

  private interface Statement {
    void run() throws SQLException;
  }

  private static void assertRefused(String constraint, Statement statement) {
    assertThatExceptionOfType(PSQLException.class)
        .isThrownBy(statement::run)
        .satisfies(
            refusal ->
                assertThat(refusal.getServerErrorMessage().getConstraint()).isEqualTo(constraint));
  }

  private void kernelImage() throws SQLException {
    execute(
        """
        insert into kernel_image (id, name, kernel_release, architecture, command_line,
                                  kernel_sha256, kernel_size, initrd_sha256, initrd_size,
                                  manifest, expires_at)
        values ('%s', 'k', '6.12', 'x86_64', '{running}', sha256('k'), 1, sha256('i'), 1, '{}',
                'infinity')
        """
            .formatted(IMAGE));
  }

  private void host(String id, String machineId) throws SQLException {
    execute(
        """
        insert into host (id, machine_id, hostname, boot_id, kernel_release, facts,
                          labels, availability, availability_reason)
        values ('%s', '%s', 'h', 'b', '6.1', '{}', '{}', 'UP', 'registered')
        """
            .formatted(id, machineId));
  }

  private void rollout(String id) throws SQLException {
    execute(
        """
        insert into rollout (id, name, kernel_image_id, match_labels, waves, max_unavailable,
                             failure_budget, soak_millis, boot_deadline_millis, state, open_wave,
                             deadline)
        values ('%s', 'r', '%s', '{}', array['100%%'], '1', '0', 0, 1000, 'RUNNING', 0, now())
        """
            .formatted(id, IMAGE));
  }

  private void reboot(
      String rollout, String state, String deadline, String execId, boolean bootProof)
      throws SQLException {
    reboot(rollout, state, deadline, execId, bootProof, 1);
  }

  private void reboot(
      String rollout, String state, String deadline, String execId, boolean bootProof, int attempt)
      throws SQLException {
    execute(
        """
        insert into reboot (id, rollout_id, host_id, wave, state, deadline, from_release,
                            from_boot_id, to_release, exec_id, boot_proof, soak_millis,
                            boot_deadline_millis, attempt)
        values ('%s', '%s', '%s', 0, '%s', %s, '6.1', 'b', '6.12', %s, %s, 0, 1000, %d)
        """
            .formatted(
                UUID.randomUUID(), rollout, HOST, state, deadline, execId, bootProof, attempt));
  }

  private void apiToken(String name, String role, String expiresAt) throws SQLException {
    execute(
        """
        insert into api_token (id, name, token_hash, role, created_by, expires_at)
        values ('%1$s', '%2$s', sha256(convert_to('%1$s', 'UTF8')), '%3$s', 'token:ada', %4$s)
        """
            .formatted(UUID.randomUUID(), name, role, expiresAt));
  }

  private void execute(String sql) throws SQLException {
    try (var statement = database.createStatement()) {
      statement.execute(sql);
    }
  }
}
