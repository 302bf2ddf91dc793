package io.fleetfoot.service.store;

import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.LabelRequirement;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.uptime.UptimePolicy;
import io.fleetfoot.service.rollout.uptime.UptimeTerms;
import io.fleetfoot.service.scheduler.ConflictException;
import io.fleetfoot.service.scheduler.CurrentActor;
import io.fleetfoot.service.scheduler.KeptUptimePolicy;
import io.fleetfoot.service.scheduler.ProblemCode;
import io.fleetfoot.service.scheduler.UptimeFigures;
import io.fleetfoot.service.scheduler.UptimePolicyRepository;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcUptimePolicyRepository implements UptimePolicyRepository {

  private static final String INSERT =
      """
      insert into uptime_policy (id, name, match_labels, match_expressions, max_uptime_millis,
                                 min_uptime_millis, max_per_day, rollout, created_by)
      values (:id, :name, cast(:matchLabels as jsonb), cast(:matchExpressions as jsonb), :maxUptime,
              :minUptime, :maxPerDay, cast(:rollout as jsonb), :createdBy)
      """;

  static final String SELECT =
      """
      select id, name, match_labels, match_expressions, max_uptime_millis, min_uptime_millis,
             max_per_day, rollout, state, created_at, created_by, version, due_at, counted_at, hosts,
             exceeded, unknown, oldest_since, fault, last.rollout_id, last.day, last.open,
             last.failed
      from uptime_policy
        left join lateral (
          select started.rollout_id, started.day, rollout.finished_at is null as open,
                 not started.heeded
                   and (rollout.state = 'ROLLED_BACK'
                        or (rollout.state = 'STOPPED'
                            and rollout.finished_at
                                  < cast(rollout.policy ->> 'deadline' as timestamptz))) as failed
          from uptime_rollout started join rollout on rollout.id = started.rollout_id
          where started.policy_id = uptime_policy.id
          order by started.day desc
          limit 1
        ) last on true
      """;

  private static final String FIND = SELECT + "where id = :id";

  private static final String LOCK = FIND + " for update of uptime_policy";

  private static final String CLAIM_DUE =
      SELECT
          + """
            where due_at <= now()
            order by due_at, id
            limit 1
            for update of uptime_policy skip locked
            """;

  /** Names the lock among this database's advisory locks: "uptime" in ASCII. */
  private static final long UPTIME = 0x757074696d65L;

  private static final String IS_ALONE = "select pg_try_advisory_xact_lock(:key)";

  private static final String SAVE =
      """
      update uptime_policy
      set name = :name, match_labels = cast(:matchLabels as jsonb),
          match_expressions = cast(:matchExpressions as jsonb), max_uptime_millis = :maxUptime,
          min_uptime_millis = :minUptime, max_per_day = :maxPerDay,
          rollout = cast(:rollout as jsonb), state = :state, version = version + 1, due_at = now()
      where id = :id
      """;

  private static final String DELETE =
      """
      delete from uptime_policy where id = :id
      """;

  private static final String KEEP_LOOK =
      """
      update uptime_policy
      set counted_at = :countedAt, hosts = :hosts, exceeded = :exceeded, unknown = :unknown,
          oldest_since = :oldestSince, fault = :fault, due_at = :next
      where id = :id
      """;

  private static final String KEEP_START =
      """
      insert into uptime_rollout (rollout_id, policy_id, day) values (:rollout, :id, :day)
      """;

  private static final String HEED =
      """
      update uptime_rollout set heeded = true where rollout_id = :rollout
      """;

  private static final String LIST_FIGURES =
      """
      select name, counted_at, hosts, exceeded, unknown, oldest_since
      from uptime_policy
      where counted_at is not null
      order by created_at desc, id
      limit 100
      """;

  private final JdbcClient jdbc;
  private final CurrentActor actor;

  JdbcUptimePolicyRepository(JdbcClient jdbc, CurrentActor actor) {
    this.jdbc = jdbc;
    this.actor = actor;
  }

  @Override
  public void insert(UUID id, UptimePolicy policy) {
    try {
      Rows.one(
          jdbc.sql(INSERT)
              .param("id", id)
              .params(columns(policy))
              .param("createdBy", actor.get().name())
              .update(),
          "uptime policy " + id);
    } catch (DuplicateKeyException e) {
      throw nameTaken(policy);
    }
  }

  @Override
  public Optional<KeptUptimePolicy> find(UUID id) {
    return jdbc.sql(FIND).param("id", id).query(JdbcUptimePolicyRepository::kept).optional();
  }

  @Override
  public Optional<KeptUptimePolicy> lock(UUID id) {
    return jdbc.sql(LOCK).param("id", id).query(JdbcUptimePolicyRepository::kept).optional();
  }

  @Override
  public void save(UUID id, UptimePolicy policy, KeptUptimePolicy.State state) {
    try {
      Rows.one(
          jdbc.sql(SAVE)
              .param("id", id)
              .params(columns(policy))
              .param("state", state.name())
              .update(),
          "uptime policy " + id);
    } catch (DuplicateKeyException e) {
      throw nameTaken(policy);
    }
  }

  @Override
  public void delete(UUID id) {
    Rows.one(jdbc.sql(DELETE).param("id", id).update(), "uptime policy " + id);
  }

  @Override
  public Optional<KeptUptimePolicy> claimDue() {
    return jdbc.sql(CLAIM_DUE)
        .query(JdbcUptimePolicyRepository::kept)
        .optional()
        .filter(due -> jdbc.sql(IS_ALONE).param("key", UPTIME).query(Boolean.class).single());
  }

  @Override
  public void keepLook(UUID id, UptimeFigures figures, @Nullable String fault, Instant next) {
    int rows =
        jdbc.sql(KEEP_LOOK)
            .param("id", id)
            .param("countedAt", Rows.timestamp(figures.countedAt()))
            .param("hosts", figures.hosts())
            .param("exceeded", figures.exceeded())
            .param("unknown", figures.unknown())
            .param("oldestSince", Rows.timestamp(figures.oldestSince()))
            .param("fault", fault)
            .param("next", Rows.timestamp(next))
            .update();
    Rows.one(rows, "uptime policy " + id);
  }

  @Override
  public void keepStart(UUID id, RolloutId rollout, LocalDate day) {
    int rows =
        jdbc.sql(KEEP_START)
            .param("rollout", rollout.value())
            .param("id", id)
            .param("day", day)
            .update();
    Rows.one(rows, "a rollout of uptime policy " + id);
  }

  @Override
  public void heed(RolloutId rollout) {
    Rows.one(
        jdbc.sql(HEED).param("rollout", rollout.value()).update(),
        "rollout " + rollout + " of an uptime policy");
  }

  @Override
  public Map<String, UptimeFigures> listFigures() {
    Map<String, UptimeFigures> figures = new LinkedHashMap<>();
    jdbc.sql(LIST_FIGURES)
        .query((RowCallbackHandler) row -> figures.put(row.getString("name"), figures(row)));
    return figures;
  }

  private static Map<String, @Nullable Object> columns(UptimePolicy policy) {
    Map<String, @Nullable Object> columns = new HashMap<>();
    HostAmount maxPerDay = policy.terms().maxPerDay();
    columns.put("name", policy.name());
    columns.put("matchLabels", Json.write(policy.selector().matchLabels()));
    columns.put("matchExpressions", Json.write(policy.selector().matchExpressions()));
    columns.put("maxUptime", policy.terms().maxUptime().toMillis());
    columns.put("minUptime", policy.terms().minUptime().toMillis());
    columns.put("maxPerDay", maxPerDay == null ? null : maxPerDay.toString());
    columns.put("rollout", Json.write(policy.rollout()));
    return columns;
  }

  private static ConflictException nameTaken(UptimePolicy policy) {
    return new ConflictException(
        ProblemCode.UPTIME_POLICY_NAME_TAKEN.wireName(),
        "there is an uptime policy \"%s\"; change or delete it, or name this one otherwise"
            .formatted(policy.name()));
  }

  static KeptUptimePolicy kept(ResultSet row, int index) throws SQLException {
    return new KeptUptimePolicy(
        row.getObject("id", UUID.class),
        policy(row),
        KeptUptimePolicy.State.valueOf(row.getString("state")),
        Rows.instant(row, "created_at"),
        row.getString("created_by"),
        row.getLong("version"),
        Rows.instant(row, "due_at"),
        row.getObject("counted_at") == null ? null : figures(row),
        row.getString("fault"),
        started(row));
  }

  @SuppressWarnings("unchecked")
  private static UptimePolicy policy(ResultSet row) throws SQLException {
    String maxPerDay = row.getString("max_per_day");
    return new UptimePolicy(
        row.getString("name"),
        new HostSelector(
            Json.read(row.getString("match_labels"), Map.class),
            List.of(Json.read(row.getString("match_expressions"), LabelRequirement[].class))),
        new UptimeTerms(
            Rows.millis(row, "max_uptime_millis"),
            Rows.millis(row, "min_uptime_millis"),
            maxPerDay == null ? null : HostAmount.parse(maxPerDay)),
        Json.read(row.getString("rollout"), Map.class));
  }

  private static UptimeFigures figures(ResultSet row) throws SQLException {
    return new UptimeFigures(
        Rows.instant(row, "counted_at"),
        row.getInt("hosts"),
        row.getInt("exceeded"),
        row.getInt("unknown"),
        Rows.instantOrNull(row, "oldest_since"));
  }

  private static KeptUptimePolicy.@Nullable Started started(ResultSet row) throws SQLException {
    UUID rollout = row.getObject("rollout_id", UUID.class);
    return rollout == null
        ? null
        : new KeptUptimePolicy.Started(
            new RolloutId(rollout),
            row.getObject("day", LocalDate.class),
            row.getBoolean("open"),
            row.getBoolean("failed"));
  }
}
