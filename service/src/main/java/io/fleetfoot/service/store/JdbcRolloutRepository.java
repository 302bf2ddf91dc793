package io.fleetfoot.service.store;

import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.fleet.LabelRequirement;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.reboot.LoadMethod;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.Course;
import io.fleetfoot.service.rollout.FailureBudget;
import io.fleetfoot.service.rollout.Member;
import io.fleetfoot.service.rollout.OtherRollout;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutCalendar;
import io.fleetfoot.service.rollout.RolloutPolicy;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.rollout.Tried;
import io.fleetfoot.service.rollout.WaveStep;
import io.fleetfoot.service.scheduler.CurrentActor;
import io.fleetfoot.service.scheduler.RolloutFigures;
import io.fleetfoot.service.scheduler.RolloutRepository;
import io.fleetfoot.service.scheduler.StaleVersionException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcRolloutRepository implements RolloutRepository {

  private static final String INSERT =
      """
      with created as (
        insert into rollout (id, name, kernel_image_id, match_labels, match_expressions, waves,
                             max_unavailable, failure_budget, soak_millis, boot_deadline_millis, drain,
                             policy, reference, state, open_wave, wave_step, round, created_by,
                             deadline, methods, verification)
        values (:id, :name, :kernelImage, cast(:matchLabels as jsonb),
                cast(:matchExpressions as jsonb), :waves, :maxUnavailable,
                :failureBudget, :soakMillis, :bootDeadlineMillis, cast(:drain as jsonb),
                cast(:policy as jsonb), :reference, :state, :openWave, :step, :round, :createdBy,
                :deadline, :methods, :verification)
        returning id, state
      )
      insert into transition (subject, subject_id, rollout_id, to_state, cause, actor)
      select 'ROLLOUT', id, id, state, 'created', :actor from created
      """;

  static final String SELECT =
      """
      select id, name, kernel_image_id, match_labels, match_expressions, waves, max_unavailable,
             failure_budget, soak_millis, boot_deadline_millis, drain, policy, state, open_wave,
             reason, created_at, finished_at, version, wave_step, step_since, state_since, round,
             pause, forgiven, created_by, deadline, methods, verification
      from rollout
      """;

  private static final String FIND = SELECT + "where id = :id";

  private static final String FIND_BY_REFERENCE = SELECT + "where reference = :reference";

  private static final String FIND_NEWEST =
      SELECT
          + """
            where starts_with(reference, :prefix)
            order by created_at desc, id
            limit 1
            """;

  private static final String NOW = "select now()";

  private static final String LIST = SELECT + "order by created_at desc, id";

  private static final String CLAIM =
      SELECT + "where id = :id and finished_at is null for update skip locked";

  private static final String LOCK = SELECT + "where id = :id for update";

  private static final String LIST_ACTIVE =
      """
      select id from rollout
      where finished_at is null
      order by cast(policy ->> 'deadline' as timestamptz) nulls last, created_at, id
      """;

  private static final String LIST_MEMBERS =
      """
      select reboot.id, reboot.host_id, reboot.wave, reboot.state,
             host.availability = 'DOWN' as host_down, elsewhere.id as other_id,
             elsewhere.name as other_name
      from reboot
        join host on host.id = reboot.host_id
        left join lateral (
          select rollout.id, rollout.name
          from reboot other join rollout on rollout.id = other.rollout_id
          where reboot.state = 'QUEUED' and other.host_id = reboot.host_id
            and other.deadline is not null and other.state <> 'QUEUED'
          limit 1
        ) elsewhere on true
      where reboot.rollout_id = :id and not reboot.superseded
      order by reboot.wave, reboot.position, host.hostname, host.id
      """;

  private static final String LIST_TRIED =
      """
      select reboot.id, reboot.attempt, reboot.purpose, reboot.not_before, reboot.stays,
             rollout.state = 'ROLLING_BACK' and reboot.purpose = 'ROLLOUT'
               and (reboot.state = 'SUCCEEDED'
                    or (reboot.deadline is null and reboot.executing_at is not null
                        and host.kernel_release <>
                          (select first.from_release from reboot first
                           where first.rollout_id = reboot.rollout_id
                             and first.host_id = reboot.host_id and first.purpose = 'ROLLOUT'
                             and first.attempt = 1))) as changed,
             exists (select from reboot other
                     where other.host_id = reboot.host_id and other.deadline is not null and other.state <> 'QUEUED'
                       and other.id <> reboot.id) as busy
      from reboot
        join rollout on rollout.id = reboot.rollout_id
        join host on host.id = reboot.host_id
      where reboot.rollout_id = :id and not reboot.superseded
        and (reboot.attempt > 1 or reboot.purpose <> 'ROLLOUT' or rollout.state = 'ROLLING_BACK'
             or (reboot.deadline is null and reboot.state not in ('SUCCEEDED', 'ABORTED')))
      """;

  private static final String COUNT_ACTIVE =
      """
      select state, count(*) as rollouts from rollout where finished_at is null group by state
      """;

  private static final String LIST_FIGURES =
      """
      with ended as (
        select distinct on (name) id, created_at
        from rollout
        where finished_at > now() - interval '1 hour'
          and name not in (select running.name from rollout running
                           where running.finished_at is null)
        order by name, created_at desc
      ),
      shown as (
        select * from rollout
        where finished_at is null
           or id in (select id from ended order by created_at desc limit 20)
      )
      select shown.id, shown.name, shown.open_wave, shown.failure_budget, shown.policy,
             now() as seen_at,
             shown.state in ('RUNNING', 'ROLLING_BACK') and shown.wave_step <> 'SOAK'
               and not bool_or(bool_or(reboot.deadline is not null
                                         and reboot.state not in ('QUEUED', 'READY')
                                       or coalesce(reboot.not_before > now(), false)))
                         over (partition by shown.id) as halted,
             greatest(max(max(reboot.state_since)) over (partition by shown.id), shown.step_since,
                      shown.state_since) as moved_at,
             sum(count(*)) over (partition by shown.id) as total,
             reboot.wave, reboot.state, count(*) as hosts
      from shown join reboot on reboot.rollout_id = shown.id and not reboot.superseded
      group by shown.id, shown.name, shown.open_wave, shown.failure_budget, shown.policy,
               shown.state, shown.wave_step, shown.step_since, shown.state_since, reboot.wave,
               reboot.state
      order by shown.name, shown.id, reboot.wave
      """;

  private static final String SAVE =
      """
      update rollout
      set state = :state, open_wave = :openWave, reason = :reason, version = version + 1,
          wave_step = :step, step_since = :since, state_since = :entered, round = :round,
          pause = :pause, forgiven = :forgiven, deadline = :deadline,
          finished_at = case when :finished then now() end
      where id = :id and version = :version
      """;

  private final JdbcClient jdbc;
  private final CurrentActor actor;

  JdbcRolloutRepository(JdbcClient jdbc, CurrentActor actor) {
    this.jdbc = jdbc;
    this.actor = actor;
  }

  @Override
  public void insert(Rollout rollout, @Nullable String reference) {
    RolloutSpec spec = rollout.spec();
    int rows =
        jdbc.sql(INSERT)
            .param("actor", actor.get().name())
            .param("id", rollout.id().value())
            .param("name", spec.name())
            .param("kernelImage", id(spec.kernelImage()))
            .param("matchLabels", Json.write(spec.selector().matchLabels()))
            .param("matchExpressions", Json.write(spec.selector().matchExpressions()))
            .param("waves", spec.waves().stream().map(HostAmount::toString).toArray(String[]::new))
            .param("maxUnavailable", spec.disruptionBudget().maxUnavailable().toString())
            .param("failureBudget", spec.failureBudget().toString())
            .param("soakMillis", spec.soak().toMillis())
            .param("bootDeadlineMillis", spec.bootDeadline().toMillis())
            .param("drain", Json.write(spec.drain()))
            .param("policy", Json.write(spec.policy()))
            .param("reference", reference)
            .param("state", rollout.state().name())
            .param("openWave", rollout.openWave())
            .param("step", rollout.course().step().name())
            .param("round", rollout.course().round())
            .param("createdBy", rollout.course().createdBy())
            .param("deadline", Rows.timestamp(rollout.course().deadline()))
            .param(
                "methods",
                spec.load().methods().stream().map(LoadMethod::name).toArray(String[]::new))
            .param("verification", spec.load().verification().name())
            .update();
    Rows.one(rows, "rollout " + rollout.id());
  }

  @Override
  public Optional<Rollout> find(RolloutId id) {
    return jdbc.sql(FIND).param("id", id.value()).query(JdbcRolloutRepository::rollout).optional();
  }

  @Override
  public Optional<Rollout> findByReference(String reference) {
    return jdbc.sql(FIND_BY_REFERENCE)
        .param("reference", reference)
        .query(JdbcRolloutRepository::rollout)
        .optional();
  }

  @Override
  public Optional<Rollout> findNewest(String referencePrefix) {
    return jdbc.sql(FIND_NEWEST)
        .param("prefix", referencePrefix)
        .query(JdbcRolloutRepository::rollout)
        .optional();
  }

  @Override
  public Instant now() {
    return jdbc.sql(NOW).query((row, index) -> Rows.instant(row, "now")).single();
  }

  @Override
  public List<Rollout> list() {
    return jdbc.sql(LIST).query(JdbcRolloutRepository::rollout).list();
  }

  @Override
  public List<RolloutId> listActive() {
    return jdbc.sql(LIST_ACTIVE).query((row, index) -> rolloutId(row)).list();
  }

  @Override
  public Optional<Rollout> claim(RolloutId id) {
    return jdbc.sql(CLAIM).param("id", id.value()).query(JdbcRolloutRepository::rollout).optional();
  }

  @Override
  public Optional<Rollout> lock(RolloutId id) {
    return jdbc.sql(LOCK).param("id", id.value()).query(JdbcRolloutRepository::rollout).optional();
  }

  @Override
  public Map<RebootId, Tried> listTried(RolloutId id) {
    Map<RebootId, Tried> tried = new HashMap<>();
    jdbc.sql(LIST_TRIED)
        .param("id", id.value())
        .query(
            (RowCallbackHandler)
                row -> tried.put(new RebootId(row.getObject("id", UUID.class)), tried(row)));
    return tried;
  }

  @Override
  public Map<RolloutState, Integer> countActive() {
    Map<RolloutState, Integer> counts = new EnumMap<>(RolloutState.class);
    jdbc.sql(COUNT_ACTIVE)
        .query(
            (RowCallbackHandler)
                row ->
                    counts.put(
                        RolloutState.valueOf(row.getString("state")), row.getInt("rollouts")));
    return counts;
  }

  @Override
  public List<Member> listMembers(RolloutId id) {
    return jdbc.sql(LIST_MEMBERS)
        .param("id", id.value())
        .query(JdbcRolloutRepository::member)
        .list();
  }

  @Override
  public List<RolloutFigures> listFigures() {
    Map<RolloutId, RolloutFigures> figures = new LinkedHashMap<>();
    jdbc.sql(LIST_FIGURES).query((RowCallbackHandler) row -> addFigures(row, figures));
    Map<String, RolloutFigures> named = new LinkedHashMap<>();
    figures.values().forEach(one -> named.merge(one.name(), one, RolloutFigures::with));
    return List.copyOf(named.values());
  }

  private static void addFigures(ResultSet row, Map<RolloutId, RolloutFigures> figures)
      throws SQLException {
    RolloutId id = rolloutId(row);
    RolloutFigures known = figures.get(id);
    if (known == null) {
      known =
          new RolloutFigures(
              row.getString("name"),
              row.getInt("open_wave"),
              FailureBudget.parse(row.getString("failure_budget")).limit(row.getInt("total")),
              row.getBoolean("halted") ? idle(row) : null,
              new TreeMap<>());
      figures.put(id, known);
    }
    known
        .waves()
        .computeIfAbsent(row.getInt("wave"), wave -> new EnumMap<>(RebootState.class))
        .put(RebootState.valueOf(row.getString("state")), row.getInt("hosts"));
  }

  private static Duration idle(ResultSet row) throws SQLException {
    return RolloutCalendar.of(policy(row.getString("policy")))
        .hours()
        .openTimeBetween(Rows.instant(row, "moved_at"), Rows.instant(row, "seen_at"));
  }

  @Override
  public void save(Rollout rollout) {
    Course course = rollout.course();
    int rows =
        jdbc.sql(SAVE)
            .param("id", rollout.id().value())
            .param("state", rollout.state().name())
            .param("openWave", rollout.openWave())
            .param("step", course.step().name())
            .param("since", Rows.timestamp(course.since()))
            .param("entered", Rows.timestamp(course.entered()))
            .param("round", course.round())
            .param("pause", course.pause() == null ? null : course.pause().name())
            .param("forgiven", course.forgiven())
            .param("deadline", Rows.timestamp(course.deadline()))
            .param("reason", rollout.reason())
            .param("finished", rollout.state().isTerminal())
            .param("version", rollout.version())
            .update();
    if (rows != 1) {
      throw new StaleVersionException("rollout " + rollout.id(), rollout.version());
    }
  }

  private static RolloutId rolloutId(ResultSet row) throws SQLException {
    return new RolloutId(row.getObject("id", UUID.class));
  }

  private static Member member(ResultSet row, int index) throws SQLException {
    return new Member(
        new RebootId(row.getObject("id", UUID.class)),
        new HostId(row.getObject("host_id", UUID.class)),
        row.getInt("wave"),
        RebootState.valueOf(row.getString("state")),
        row.getBoolean("host_down"),
        other(row));
  }

  private static @Nullable OtherRollout other(ResultSet row) throws SQLException {
    @Nullable UUID id = row.getObject("other_id", UUID.class);
    return id == null ? null : new OtherRollout(new RolloutId(id), row.getString("other_name"));
  }

  static Rollout rollout(ResultSet row, int index) throws SQLException {
    return new Rollout(
        rolloutId(row),
        spec(row),
        RolloutState.valueOf(row.getString("state")),
        row.getInt("open_wave"),
        row.getString("reason"),
        Rows.instant(row, "created_at"),
        Rows.instantOrNull(row, "finished_at"),
        row.getLong("version"),
        course(row));
  }

  private static Course course(ResultSet row) throws SQLException {
    String pause = row.getString("pause");
    return new Course(
        WaveStep.valueOf(row.getString("wave_step")),
        Rows.instant(row, "step_since"),
        Rows.instant(row, "state_since"),
        row.getInt("round"),
        pause == null ? null : Course.Pause.valueOf(pause),
        row.getInt("forgiven"),
        row.getString("created_by"),
        Rows.instantOrNull(row, "deadline"));
  }

  private static Tried tried(ResultSet row) throws SQLException {
    return new Tried(
        RebootRows.attempt(row),
        row.getBoolean("changed"),
        row.getBoolean("stays"),
        row.getBoolean("busy"));
  }

  @SuppressWarnings("unchecked")
  private static RolloutSpec spec(ResultSet row) throws SQLException {
    String[] waves = (String[]) row.getArray("waves").getArray();
    return new RolloutSpec(
        row.getString("name"),
        RebootRows.kernelImage(row),
        new HostSelector(
            Json.read(row.getString("match_labels"), Map.class),
            List.of(Json.read(row.getString("match_expressions"), LabelRequirement[].class))),
        Arrays.stream(waves).map(HostAmount::parse).toList(),
        new DisruptionBudget(HostAmount.parse(row.getString("max_unavailable"))),
        FailureBudget.parse(row.getString("failure_budget")),
        Rows.millis(row, "soak_millis"),
        Rows.millis(row, "boot_deadline_millis"),
        Json.read(row.getString("drain"), DrainPolicy.class),
        policy(row.getString("policy")),
        RebootRows.load(row));
  }

  private static @Nullable UUID id(@Nullable KernelImageId image) {
    return image == null ? null : image.value();
  }

  /** A rollout that was made before there were policies asks for nothing more. */
  private static RolloutPolicy policy(@Nullable String json) {
    return json == null ? RolloutPolicy.plain() : Json.read(json, RolloutPolicy.class);
  }
}
