package io.fleetfoot.service.store;

import io.fleetfoot.service.admission.FleetHost;
import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.scheduler.FleetView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcFleetView implements FleetView {

  /** Names the lock among this database's advisory locks: "fleet" in ASCII. */
  private static final long FLEET = 0x666c656574L;

  private static final String HOLD = "select pg_advisory_xact_lock(:key)";

  private static final String SNAPSHOT =
      """
      select host.id, host.labels || host.observed_labels as labels,
             host.availability = 'DOWN' as down, reboot.state, reboot.rollout_id
      from host
        left join reboot on reboot.host_id = host.id and reboot.deadline is not null
          and reboot.state <> 'QUEUED'
      where host.revoked_at is null
         or exists (select from reboot planned
                      join rollout on rollout.id = planned.rollout_id
                    where planned.host_id = host.id and rollout.finished_at is null)
      order by host.hostname, host.id
      """;

  private static final String LIST_ACTIVE =
      JdbcRolloutRepository.SELECT + "where finished_at is null order by created_at, id";

  private final JdbcClient jdbc;

  JdbcFleetView(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void hold() {
    jdbc.sql(HOLD).param("key", FLEET).query((RowCallbackHandler) row -> {});
  }

  @Override
  public FleetSnapshot snapshot() {
    return new FleetSnapshot(jdbc.sql(SNAPSHOT).query(JdbcFleetView::host).list());
  }

  @Override
  public List<Rollout> listActive() {
    return jdbc.sql(LIST_ACTIVE).query(JdbcRolloutRepository::rollout).list();
  }

  @SuppressWarnings("unchecked")
  private static FleetHost host(ResultSet row, int index) throws SQLException {
    @Nullable String state = row.getString("state");
    return new FleetHost(
        new HostId(row.getObject("id", UUID.class)),
        new Labels(Json.read(row.getString("labels"), Map.class)),
        row.getBoolean("down"),
        state != null && RebootState.valueOf(state).holdsHostDown(),
        row.getObject("rollout_id", UUID.class));
  }
}
