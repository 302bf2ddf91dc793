package io.fleetfoot.service.store;

import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.scheduler.ForecastRepository;
import io.fleetfoot.service.timing.Forecast;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcForecastRepository implements ForecastRepository {

  /** Of two that ask at once the second waits for the first, and finds that nothing is due. */
  private static final String CLAIM_DUE =
      """
      insert into rollout_forecast (rollout_id, due_at)
      select rollout.id, now() + :leaseMillis * interval '1 millisecond'
      from rollout left join rollout_forecast kept on kept.rollout_id = rollout.id
      where rollout.state = 'RUNNING' and (kept.due_at is null or kept.due_at <= now())
      order by kept.due_at nulls first, rollout.created_at desc, rollout.id
      limit 1
      on conflict (rollout_id) do update set due_at = excluded.due_at
        where rollout_forecast.due_at <= now()
      returning rollout_id
      """;

  private static final String COLUMNS =
      "made_at, runs, p50, p90, chance_to_meet_deadline, chance_to_stop, basis";

  private static final String FIND =
      "select "
          + COLUMNS
          + """

             from rollout_forecast
            where rollout_id = :rollout and made_at is not null
            """;

  private static final String KEEP =
      """
      update rollout_forecast
      set made_at = :madeAt, runs = :runs, p50 = :p50, p90 = :p90,
          chance_to_meet_deadline = :chance, chance_to_stop = :chanceToStop, basis = :basis,
          due_at = now() + :nextMillis * interval '1 millisecond'
      where rollout_id = :rollout
      """;

  private static final String LIST_SHOWN =
      "select name, "
          + COLUMNS
          + """

            from (
              select distinct on (rollout.name) rollout.name, rollout.created_at, kept.*
              from rollout join rollout_forecast kept on kept.rollout_id = rollout.id
              where rollout.state = 'RUNNING' and kept.made_at is not null
              order by rollout.name, kept.chance_to_meet_deadline nulls last,
                       kept.p90 desc nulls first, rollout.created_at desc
            ) worst
            order by created_at desc
            limit 20
            """;

  private final JdbcClient jdbc;

  JdbcForecastRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Optional<RolloutId> claimDue(Duration lease) {
    return jdbc.sql(CLAIM_DUE)
        .param("leaseMillis", lease.toMillis())
        .query((row, index) -> new RolloutId(row.getObject("rollout_id", UUID.class)))
        .optional();
  }

  @Override
  public Optional<Forecast> find(RolloutId rollout) {
    return jdbc.sql(FIND)
        .param("rollout", rollout.value())
        .query((row, index) -> forecast(row))
        .optional();
  }

  @Override
  public void keep(RolloutId rollout, Forecast forecast, Duration next) {
    int rows =
        jdbc.sql(KEEP)
            .param("rollout", rollout.value())
            .param("madeAt", Rows.timestamp(forecast.madeAt()))
            .param("runs", forecast.runs())
            .param("p50", Rows.timestamp(forecast.p50()))
            .param("p90", Rows.timestamp(forecast.p90()))
            .param("chance", forecast.chanceToMeetDeadline())
            .param("chanceToStop", forecast.chanceToStop())
            .param("basis", forecast.basis().toArray(String[]::new))
            .param("nextMillis", next.toMillis())
            .update();
    Rows.one(rows, "the forecast of rollout " + rollout);
  }

  @Override
  public Map<String, Forecast> listShown() {
    Map<String, Forecast> shown = new LinkedHashMap<>();
    jdbc.sql(LIST_SHOWN)
        .query((RowCallbackHandler) row -> shown.put(row.getString("name"), forecast(row)));
    return shown;
  }

  private static Forecast forecast(ResultSet row) throws SQLException {
    return new Forecast(
        Rows.instant(row, "made_at"),
        row.getInt("runs"),
        Rows.instantOrNull(row, "p50"),
        Rows.instantOrNull(row, "p90"),
        row.getObject("chance_to_meet_deadline", Double.class),
        row.getDouble("chance_to_stop"),
        List.of((String[]) row.getArray("basis").getArray()));
  }
}
