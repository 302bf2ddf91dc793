package io.fleetfoot.service.store;

import io.fleetfoot.service.fleet.Enrolment;
import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.rollout.uptime.HostUptime;
import io.fleetfoot.service.rollout.uptime.HostUptime.Standing;
import io.fleetfoot.service.scheduler.HostRepository;
import io.fleetfoot.service.scheduler.HostUptimes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcHostUptimes implements HostUptimes {

  private static final String LIST_BOOTS =
      """
      select host.id, host.boot_heard_at, host.boot_after,
             case when host.availability = 'DOWN' then 'DOWN'
                  when wanted.host_id is not null then 'IN_ROLLOUT'
                  when host.last_seen_at < now() - :silenceMillis * interval '1 millisecond'
                    then 'SILENT'
                  else 'COUNTED' end as standing
      from host
        left join (select distinct host_id from reboot where deadline is not null) wanted
          on wanted.host_id = host.id
      """;

  private final JdbcClient jdbc;
  private final HostRepository hosts;

  JdbcHostUptimes(JdbcClient jdbc, HostRepository hosts) {
    this.jdbc = jdbc;
    this.hosts = hosts;
  }

  private record Boot(Instant heardAt, @Nullable Instant after, Standing standing) {}

  @Override
  public List<HostUptime> list(HostSelector selector, Duration silence) {
    Map<UUID, Boot> boots = new HashMap<>();
    jdbc.sql(LIST_BOOTS)
        .param("silenceMillis", silence.toMillis())
        .query((RowCallbackHandler) row -> boots.put(row.getObject("id", UUID.class), boot(row)));
    return hosts.list(selector).stream()
        .filter(host -> !isRevoked(host))
        .flatMap(
            host ->
                Optional.ofNullable(boots.get(host.id().value()))
                    .map(boot -> uptime(host, boot))
                    .stream())
        .toList();
  }

  private static boolean isRevoked(Host host) {
    Enrolment enrolment = host.enrolment();
    return enrolment != null && enrolment.isRevoked();
  }

  private static HostUptime uptime(Host host, Boot boot) {
    return new HostUptime(
        host.id(),
        host.facts().hostname(),
        host.facts().machineId(),
        boot.heardAt(),
        boot.after(),
        boot.standing());
  }

  private static Boot boot(ResultSet row) throws SQLException {
    return new Boot(
        Rows.instant(row, "boot_heard_at"),
        Rows.instantOrNull(row, "boot_after"),
        Standing.valueOf(row.getString("standing")));
  }
}
