package io.fleetfoot.service.store;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.reboot.Attempt;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.reboot.ExecId;
import io.fleetfoot.service.reboot.LoadMethod;
import io.fleetfoot.service.reboot.LoadPolicy;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.reboot.Verification;
import io.fleetfoot.service.scheduler.RebootRecord;
import io.fleetfoot.service.timing.Phase;
import io.fleetfoot.service.timing.PhaseTiming;
import io.fleetfoot.service.timing.PhaseTimings;
import io.fleetfoot.service.timing.Quality;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads rows of reboots as values. */
final class RebootRows {

  private record PhaseRow(String phase, long nanos, String quality, @Nullable String source) {}

  private RebootRows() {}

  static Reboot reboot(ResultSet row, int index) throws SQLException {
    return new Reboot(
        new RebootId(row.getObject("id", UUID.class)),
        new RolloutId(row.getObject("rollout_id", UUID.class)),
        new HostId(row.getObject("host_id", UUID.class)),
        row.getInt("wave"),
        new Reboot.Terms(
            kernelImage(row),
            row.getString("to_release"),
            Rows.millis(row, "soak_millis"),
            Rows.millis(row, "boot_deadline_millis"),
            Json.read(row.getString("drain"), DrainPolicy.class),
            load(row)),
        RebootState.valueOf(row.getString("state")),
        evidence(row),
        row.getString("reason"),
        row.getLong("version"),
        attempt(row));
  }

  static @Nullable KernelImageId kernelImage(ResultSet row) throws SQLException {
    UUID id = row.getObject("kernel_image_id", UUID.class);
    return id == null ? null : new KernelImageId(id);
  }

  static LoadPolicy load(ResultSet row) throws SQLException {
    String[] methods = (String[]) row.getArray("methods").getArray();
    return new LoadPolicy(
        Arrays.stream(methods).map(LoadMethod::valueOf).toList(),
        Verification.valueOf(row.getString("verification")));
  }

  static Attempt attempt(ResultSet row) throws SQLException {
    return new Attempt(
        row.getInt("attempt"),
        Attempt.Purpose.valueOf(row.getString("purpose")),
        Rows.instantOrNull(row, "not_before"));
  }

  static RebootRecord rebootRecord(ResultSet row, int index) throws SQLException {
    return new RebootRecord(
        reboot(row, index),
        row.getString("hostname"),
        Rows.instant(row, "state_since"),
        Rows.instantOrNull(row, "deadline"),
        downtime(row),
        phases(row));
  }

  private static @Nullable Duration downtime(ResultSet row) throws SQLException {
    Instant gone = Rows.instantOrNull(row, "executing_at");
    Instant back = Rows.instantOrNull(row, "booted_at");
    return gone == null || back == null ? null : Duration.between(gone, back);
  }

  private static Reboot.Evidence evidence(ResultSet row) throws SQLException {
    String execId = row.getString("exec_id");
    return new Reboot.Evidence(
        row.getString("from_release"),
        row.getString("from_boot_id"),
        execId == null ? null : new ExecId(execId),
        row.getString("method"),
        row.getString("to_boot_id"),
        row.getBoolean("boot_proof"),
        row.getBoolean("witness_awaited"));
  }

  static PhaseTimings phases(ResultSet row) throws SQLException {
    PhaseRow[] phases = Json.read(row.getString("phases"), PhaseRow[].class);
    return new PhaseTimings(Arrays.stream(phases).map(RebootRows::timing).toList());
  }

  private static PhaseTiming timing(PhaseRow row) {
    return new PhaseTiming(
        Phase.named(row.phase())
            .orElseThrow(
                () -> new IllegalStateException("phase \"" + row.phase() + "\" is unknown")),
        Duration.ofNanos(row.nanos()),
        Quality.named(row.quality()),
        row.source());
  }
}
