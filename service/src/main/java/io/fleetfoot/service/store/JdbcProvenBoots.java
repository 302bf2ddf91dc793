package io.fleetfoot.service.store;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.scheduler.Assignment;
import io.fleetfoot.service.scheduler.ProvenBoots;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcProvenBoots implements ProvenBoots {

  /**
   * Without the execution there was no reboot, only another rollout that the same boot was good
   * for. A plain reboot left the choice to the boot loader, whose default is not to change by it.
   */
  private static final String LIST =
      """
      select reboot.host_id, reboot.id, reboot.to_release
      from reboot
        join host on host.id = reboot.host_id
        join rollout on rollout.id = reboot.rollout_id
      where reboot.state = 'SUCCEEDED' and reboot.exec_id is not null
        and coalesce(reboot.kernel_image_id, rollout.kernel_image_id) is not null
        and reboot.state_since > now() - interval '7 days'
        and reboot.to_boot_id = host.boot_id
      """;

  private final JdbcClient jdbc;

  JdbcProvenBoots(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Map<HostId, Assignment.Commit> list() {
    Map<HostId, Assignment.Commit> proven = new HashMap<>();
    RowCallbackHandler rows =
        row ->
            proven.put(
                new HostId(row.getObject("host_id", UUID.class)),
                new Assignment.Commit(
                    new RebootId(row.getObject("id", UUID.class)), row.getString("to_release")));
    jdbc.sql(LIST).query(rows);
    return proven;
  }
}
