package io.fleetfoot.service.store;

import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.GateState;
import io.fleetfoot.service.rollout.Hook;
import io.fleetfoot.service.rollout.Measurement;
import io.fleetfoot.service.scheduler.GateRun;
import io.fleetfoot.service.scheduler.GateRunRepository;
import io.fleetfoot.service.scheduler.HookSubject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcGateRunRepository implements GateRunRepository {

  private static final String ASK =
      """
      insert into gate_run (rollout_id, kind, point, wave, reboot_id, name, round, endpoint,
                            timeout_millis, deadline, due_at)
      values (:rollout, :kind, :point, :wave, :reboot, :name, :round, :endpoint, :timeoutMillis,
              now() + cast(:patienceMillis as bigint) * interval '1 millisecond',
              now() + :delayMillis * interval '1 millisecond')
      on conflict do nothing
      """;

  static final String SELECT =
      """
      select id, rollout_id, kind, point, wave, reboot_id, name, round, state, reason, requests,
             errors, asked_at, deadline, ended_at, lease, now() as now,
             (select json_agg(json_build_object('number', number, 'at', at, 'grade', grade,
                                                'detail', detail) order by number)
              from gate_measurement where run_id = gate_run.id) as measurements
      from gate_run
      """;

  private static final String LIST_AT =
      SELECT
          + """
            where rollout_id = :rollout and point = :point
            """;

  private static final String LIST_BEFORE =
      SELECT
          + """
            where reboot_id = any(:reboots) and point = 'BEFORE_HOST'
            """;

  /** After what it is told: a host's reboot that ended, a wave that was left, a rollout's end. */
  private static final String LIST_UNTOLD =
      """
      with told as (
        select rollout.id, open_wave, finished_at, hook ->> 'at' as point, hook ->> 'name' as name
        from rollout, jsonb_array_elements(policy -> 'hooks') as hook
        where (finished_at is null or finished_at > now() - interval '1 day')
          and hook ->> 'at' like 'AFTER%'
      ), happened as (
        select told.id, point, name, cast(null as integer) as wave, cast(null as uuid) as reboot_id
        from told where point = 'AFTER_ROLLOUT' and finished_at is not null
        union all
        select distinct told.id, point, name, reboot.wave, cast(null as uuid)
        from told join reboot on reboot.rollout_id = told.id
        where point = 'AFTER_WAVE'
          and (wave < open_wave or finished_at is not null and wave = open_wave)
        union all
        select told.id, point, name, reboot.wave, reboot.id
        from told join reboot on reboot.rollout_id = told.id
        where point = 'AFTER_HOST' and reboot.deadline is null
      )
      select id as rollout_id, 'HOOK' as kind, point, wave, reboot_id, name, 0 as round
      from happened
      where not exists (
        select from gate_run
        where rollout_id = happened.id and gate_run.point = happened.point
          and gate_run.kind = 'HOOK' and gate_run.name = happened.name
          and coalesce(gate_run.wave, -1) = coalesce(happened.wave, -1)
          and coalesce(gate_run.reboot_id, '00000000-0000-0000-0000-000000000000')
            = coalesce(happened.reboot_id, '00000000-0000-0000-0000-000000000000'))
      order by id, wave nulls last
      limit 500
      """;

  private static final String CLAIM_OVERDUE =
      SELECT
          + """
            where due_at is not null and deadline <= now() and lease is null
            order by deadline
            limit 1
            for update of gate_run skip locked
            """;

  private static final String RELEASE_EXPIRED =
      """
      update gate_run set lease = null, leased_until = null
      where lease is not null and leased_until < now()
      """;

  private static final String CLAIM_DUE =
      """
      with due as (
        select id from gate_run
        where due_at <= now() and lease is null and (deadline is null or deadline > now())
          and not exists (
            select from gate_run busy
            where busy.endpoint = gate_run.endpoint and busy.lease is not null)
        order by due_at, id
        limit 1
        for update skip locked
      )
      update gate_run
      set lease = gen_random_uuid(), requests = requests + 1,
          leased_until = now() + timeout_millis * interval '1 millisecond' + interval '3 seconds'
      from due where gate_run.id = due.id
      returning gate_run.id
      """;

  private static final String FIND = SELECT + "where id = :id";

  private static final String END =
      """
      update gate_run
      set state = :state, reason = :reason, ended_at = now(), due_at = null, lease = null,
          leased_until = null
      where id = :id and state = 'OPEN' and lease is not distinct from cast(:lease as uuid)
      """;

  private static final String AGAIN =
      """
      update gate_run
      set reason = :reason, errors = case when :error then errors + 1 else 0 end, lease = null,
          leased_until = null,
          due_at = least(now() + :afterMillis * interval '1 millisecond', deadline)
      where id = :id and lease = :lease
      """;

  private static final String MEASURED =
      """
      insert into gate_measurement (run_id, number, grade, detail)
      values (:run, :number, :grade, :detail)
      """;

  private static final String WITHDRAW_UNAWAITED =
      """
      update gate_run
      set state = 'WITHDRAWN', reason = 'the rollout does not wait for it any more',
          ended_at = now(), due_at = null, lease = null, leased_until = null
      from rollout
      where rollout.id = gate_run.rollout_id and gate_run.due_at is not null
        and (kind = 'METRIC' or point in ('BEFORE_ROLLOUT', 'BEFORE_WAVE', 'BEFORE_HOST'))
        and (rollout.finished_at is not null
             or point <> 'BEFORE_HOST' and rollout.round <> gate_run.round
             or exists (select from reboot where id = gate_run.reboot_id and deadline is null))
      """;

  private static final String SUBJECT =
      """
      select host.id as host_id, host.hostname, host.labels, reboot.id as reboot_id, reboot.state,
             count(*) over () as hosts
      from reboot join host on host.id = reboot.host_id
      where reboot.rollout_id = :rollout
        and (cast(:wave as integer) is null or reboot.wave = :wave)
        and (reboot.id = :reboot or cast(:reboot as uuid) is null and not reboot.superseded)
      order by reboot.wave, host.hostname, host.id
      limit :limit
      """;

  private final JdbcClient jdbc;

  JdbcGateRunRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void ask(
      GateRun.Key key,
      @Nullable String endpoint,
      Duration timeout,
      Duration delay,
      @Nullable Duration patience) {
    jdbc.sql(ASK)
        .param("rollout", key.rollout().value())
        .param("kind", key.kind().name())
        .param("point", key.point().name())
        .param("wave", key.wave())
        .param("reboot", key.reboot() == null ? null : key.reboot().value())
        .param("name", key.name())
        .param("round", key.round())
        .param("endpoint", endpoint)
        .param("timeoutMillis", timeout.toMillis())
        .param("delayMillis", delay.toMillis())
        .param("patienceMillis", patience == null ? null : patience.toMillis())
        .update();
  }

  @Override
  public List<GateRun> listAt(RolloutId rollout, Hook.Point point) {
    return jdbc.sql(LIST_AT)
        .param("rollout", rollout.value())
        .param("point", point.name())
        .query(GateRunRows::run)
        .list();
  }

  @Override
  public List<GateRun> listBefore(List<RebootId> reboots) {
    return jdbc.sql(LIST_BEFORE)
        .param("reboots", reboots.stream().map(RebootId::value).toArray(UUID[]::new))
        .query(GateRunRows::run)
        .list();
  }

  @Override
  public List<GateRun.Key> listUntold() {
    return jdbc.sql(LIST_UNTOLD).query((row, index) -> GateRunRows.key(row)).list();
  }

  @Override
  public Optional<GateRun> claimOverdue() {
    return jdbc.sql(CLAIM_OVERDUE).query(GateRunRows::run).optional();
  }

  @Override
  public Optional<Lease> claimDue() {
    return jdbc.sql(CLAIM_DUE)
        .query((row, index) -> row.getObject("id", UUID.class))
        .optional()
        .map(id -> jdbc.sql(FIND).param("id", id).query(GateRunRows::lease).single());
  }

  @Override
  public void releaseExpired() {
    jdbc.sql(RELEASE_EXPIRED).update();
  }

  @Override
  public boolean end(UUID run, @Nullable UUID lease, GateState state, String reason) {
    return jdbc.sql(END)
            .param("id", run)
            .param("lease", lease)
            .param("state", state.name())
            .param("reason", reason)
            .update()
        == 1;
  }

  @Override
  public boolean again(Lease lease, Duration after, String reason, boolean error) {
    return jdbc.sql(AGAIN)
            .param("id", lease.run().id())
            .param("lease", lease.token())
            .param("afterMillis", after.toMillis())
            .param("reason", reason)
            .param("error", error)
            .update()
        == 1;
  }

  @Override
  public void measured(UUID run, int number, Measurement.Grade grade, String detail) {
    int rows =
        jdbc.sql(MEASURED)
            .param("run", run)
            .param("number", number)
            .param("grade", grade.name())
            .param("detail", detail)
            .update();
    Rows.one(rows, "measurement of gate run " + run);
  }

  @Override
  public int withdrawUnawaited() {
    return jdbc.sql(WITHDRAW_UNAWAITED).update();
  }

  @Override
  public HookSubject subject(GateRun.Key key, int limit) {
    return GateRunRows.subject(
        jdbc.sql(SUBJECT)
            .param("rollout", key.rollout().value())
            .param("wave", key.wave())
            .param("reboot", key.reboot() == null ? null : key.reboot().value())
            .param("limit", limit)
            .query(GateRunRows::counted)
            .list());
  }
}
