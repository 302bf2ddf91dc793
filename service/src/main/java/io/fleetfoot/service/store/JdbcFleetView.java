package io.fleetfoot.service.store;

import io.fleetfoot.service.admission.FleetHost;
import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.fleet.FactLabels;
import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.scheduler.FleetView;
import io.fleetfoot.service.scheduler.Listening;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
             host.availability = 'DOWN' as down, reboot.state, reboot.rollout_id,
             case when host.last_seen_at < now() - :silenceMillis * interval '1 millisecond'
                  then host.last_seen_at end as silent_since,
             case when :withFacts then host.facts end as facts
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

  /** A host that went back runs what its reboot booted, which is not what its rollout boots. */
  private static final String PROVEN =
      """
      from reboot proven
        join rollout changed on changed.id = proven.rollout_id
        join host on host.id = proven.host_id
      where proven.state = 'SUCCEEDED' and proven.to_boot_id = host.boot_id
        and host.availability = 'UP'
      """;

  /**
   * A plain reboot is there for what only the firmware's way does, so that a kexec does not stand
   * for it; and what went through the firmware before it was asked for does not either. A rollout
   * of an uptime policy wants any boot that is newer than it, and no older one.
   */
  private static final String LIST_SATISFIED =
      """
      select distinct on (reboot.id) reboot.id, found.by, found.boot_id
      from reboot
        join rollout on rollout.id = reboot.rollout_id
        left join uptime_rollout uptime
          on uptime.rollout_id = rollout.id and reboot.purpose = 'ROLLOUT'
        cross join lateral (
          select proven.id as by, host.boot_id
      """
          + PROVEN
          + """
              and proven.host_id = reboot.host_id
              and case when uptime.rollout_id is not null
                       then proven.executing_at > rollout.created_at
                       else coalesce(proven.kernel_image_id, changed.kernel_image_id)
                              = coalesce(reboot.kernel_image_id, rollout.kernel_image_id)
                            or (rollout.kernel_image_id is null and proven.method = 'firmware'
                                and proven.executing_at > rollout.created_at) end
        ) found
      where reboot.rollout_id = :rollout and reboot.state = 'QUEUED'
      order by reboot.id, found.by
      """;

  private static final String LIST_PROVEN =
      """
      select distinct host.id
      """
          + PROVEN
          + "and coalesce(proven.kernel_image_id, changed.kernel_image_id) = :image";

  private final JdbcClient jdbc;

  JdbcFleetView(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void hold() {
    jdbc.sql(HOLD).param("key", FLEET).query((RowCallbackHandler) row -> {});
  }

  @Override
  public FleetSnapshot snapshot(Listening listening, boolean withFacts) {
    return new FleetSnapshot(
        jdbc.sql(SNAPSHOT)
            .param("silenceMillis", listening.silence().toMillis())
            .param("withFacts", withFacts)
            .query((row, index) -> host(row, listening))
            .list());
  }

  @Override
  public List<Satisfied> listSatisfied(RolloutId rollout) {
    return jdbc.sql(LIST_SATISFIED)
        .param("rollout", rollout.value())
        .query(
            (row, index) ->
                new Satisfied(
                    new RebootId(row.getObject("id", UUID.class)),
                    new RebootId(row.getObject("by", UUID.class)),
                    row.getString("boot_id")))
        .list();
  }

  @Override
  public Set<HostId> listProven(KernelImageId image) {
    return Set.copyOf(
        jdbc.sql(LIST_PROVEN)
            .param("image", image.value())
            .query((row, index) -> new HostId(row.getObject("id", UUID.class)))
            .list());
  }

  @Override
  public List<Rollout> listActive() {
    return jdbc.sql(LIST_ACTIVE).query(JdbcRolloutRepository::rollout).list();
  }

  private static FleetHost host(ResultSet row, Listening listening) throws SQLException {
    @Nullable String state = row.getString("state");
    @Nullable Instant silentSince = Rows.instantOrNull(row, "silent_since");
    return new FleetHost(
        new HostId(row.getObject("id", UUID.class)),
        labels(row),
        row.getBoolean("down"),
        state != null && RebootState.valueOf(state).holdsHostDown(),
        row.getObject("rollout_id", UUID.class),
        silentSince == null ? null : listening.of(silentSince));
  }

  @SuppressWarnings("unchecked")
  private static Labels labels(ResultSet row) throws SQLException {
    Labels labels = new Labels(Json.read(row.getString("labels"), Map.class));
    @Nullable String facts = row.getString("facts");
    return facts == null ? labels : labels.with(FactLabels.of(Json.read(facts, Facts.class)));
  }
}
