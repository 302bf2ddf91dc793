package io.fleetfoot.service.store;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.GateState;
import io.fleetfoot.service.rollout.Hook;
import io.fleetfoot.service.rollout.Measurement;
import io.fleetfoot.service.scheduler.GateRun;
import io.fleetfoot.service.scheduler.GateRunRepository;
import io.fleetfoot.service.scheduler.HookSubject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads rows of questions to webhooks and queries as values. */
final class GateRunRows {

  record Counted(int count, HookSubject.Target target) {}

  private record MeasurementRow(int number, String at, String grade, String detail) {}

  private GateRunRows() {}

  static GateRun run(ResultSet row, int index) throws SQLException {
    return new GateRun(
        row.getObject("id", UUID.class),
        key(row),
        GateState.valueOf(row.getString("state")),
        row.getString("reason"),
        row.getInt("requests"),
        row.getInt("errors"),
        Rows.instant(row, "asked_at"),
        Rows.instantOrNull(row, "deadline"),
        Rows.instantOrNull(row, "ended_at"),
        measurements(row.getString("measurements")));
  }

  static GateRunRepository.Lease lease(ResultSet row, int index) throws SQLException {
    return new GateRunRepository.Lease(
        run(row, index), row.getObject("lease", UUID.class), Rows.instant(row, "now"));
  }

  static GateRun.Key key(ResultSet row) throws SQLException {
    UUID reboot = row.getObject("reboot_id", UUID.class);
    return new GateRun.Key(
        new RolloutId(row.getObject("rollout_id", UUID.class)),
        GateRun.Kind.valueOf(row.getString("kind")),
        Hook.Point.valueOf(row.getString("point")),
        row.getObject("wave", Integer.class),
        reboot == null ? null : new RebootId(reboot),
        row.getString("name"),
        row.getInt("round"));
  }

  @SuppressWarnings("unchecked")
  static Counted counted(ResultSet row, int index) throws SQLException {
    return new Counted(
        row.getInt("hosts"),
        new HookSubject.Target(
            new HostId(row.getObject("host_id", UUID.class)),
            row.getString("hostname"),
            new Labels((Map<String, String>) Json.read(row.getString("labels"), Map.class)),
            new RebootId(row.getObject("reboot_id", UUID.class)),
            RebootState.valueOf(row.getString("state"))));
  }

  static HookSubject subject(List<Counted> counted) {
    return new HookSubject(
        counted.isEmpty() ? 0 : counted.get(0).count(),
        counted.stream().map(Counted::target).toList());
  }

  private static List<Measurement> measurements(@Nullable String json) {
    return json == null
        ? List.of()
        : Arrays.stream(Json.read(json, MeasurementRow[].class))
            .map(
                row ->
                    new Measurement(
                        row.number(),
                        OffsetDateTime.parse(row.at()).toInstant(),
                        Measurement.Grade.valueOf(row.grade()),
                        row.detail()))
            .toList();
  }
}
