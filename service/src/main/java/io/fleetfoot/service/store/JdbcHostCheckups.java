package io.fleetfoot.service.store;

import io.fleetfoot.service.fleet.HostCheckup;
import io.fleetfoot.service.fleet.HostFinding;
import io.fleetfoot.service.fleet.HostFinding.Severity;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.scheduler.HostCheckups;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcHostCheckups implements HostCheckups {

  /** Comes first, so that two replicas do not mix what they were told. */
  private static final String MARK =
      """
      update host set checked_at = now() where id = :host
      """;

  private static final String FORGET =
      """
      delete from host_finding where host_id = :host
      """;

  private static final String SAVE =
      """
      insert into host_finding (host_id, check_id, severity, found, wanted, remedy)
      select :host, check_id, severity, found, wanted, remedy
      from unnest(cast(:checks as text[]), cast(:severities as text[]), cast(:founds as text[]),
                  cast(:wanteds as text[]), cast(:remedies as text[]))
        as said (check_id, severity, found, wanted, remedy)
      """;

  private static final String FIND_REPORTED_AT =
      """
      select checked_at from host where id = :host and checked_at is not null
      """;

  private static final String FIND =
      """
      select check_id, severity, found, wanted, remedy
      from host_finding
      where host_id = :host
      order by check_id
      """;

  private static final String COUNT =
      """
      select check_id, severity, count(*) as hosts
      from host_finding
      group by check_id, severity
      order by check_id, severity
      """;

  private final JdbcClient jdbc;

  JdbcHostCheckups(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void save(HostId host, List<HostFinding> findings) {
    Rows.one(jdbc.sql(MARK).param("host", host.value()).update(), "host " + host);
    jdbc.sql(FORGET).param("host", host.value()).update();
    if (!findings.isEmpty()) {
      jdbc.sql(SAVE)
          .param("host", host.value())
          .param("checks", column(findings, HostFinding::check))
          .param("severities", column(findings, finding -> finding.severity().name()))
          .param("founds", column(findings, HostFinding::found))
          .param("wanteds", column(findings, HostFinding::wanted))
          .param("remedies", column(findings, HostFinding::remedy))
          .update();
    }
  }

  @Override
  public Optional<HostCheckup> find(HostId host) {
    Optional<Instant> reportedAt =
        jdbc.sql(FIND_REPORTED_AT)
            .param("host", host.value())
            .query((row, index) -> Rows.instant(row, "checked_at"))
            .optional();
    return reportedAt.map(
        known ->
            new HostCheckup(
                known,
                jdbc.sql(FIND)
                    .param("host", host.value())
                    .query(JdbcHostCheckups::finding)
                    .list()));
  }

  @Override
  public List<CheckCount> count() {
    return jdbc.sql(COUNT)
        .query(
            (row, index) ->
                new CheckCount(
                    row.getString("check_id"),
                    Severity.valueOf(row.getString("severity")),
                    row.getInt("hosts")))
        .list();
  }

  private static HostFinding finding(ResultSet row, int index) throws SQLException {
    return new HostFinding(
        row.getString("check_id"),
        Severity.valueOf(row.getString("severity")),
        row.getString("found"),
        row.getString("wanted"),
        row.getString("remedy"));
  }

  private static String[] column(List<HostFinding> findings, Function<HostFinding, String> column) {
    return findings.stream().map(column).toArray(String[]::new);
  }
}
