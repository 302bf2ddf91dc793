package io.fleetfoot.service.store;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.OtherRollout;
import io.fleetfoot.service.scheduler.CurrentActor;
import io.fleetfoot.service.scheduler.RebootRecord;
import io.fleetfoot.service.scheduler.RebootRepository;
import io.fleetfoot.service.scheduler.StaleVersionException;
import io.fleetfoot.service.timing.PhaseTiming;
import io.fleetfoot.service.timing.PhaseTimings;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcRebootRepository implements RebootRepository {

  private static final String INSERT =
      """
      with created as (
        insert into reboot (id, rollout_id, host_id, wave, position, state, deadline, from_release,
                            from_boot_id, to_release, soak_millis, boot_deadline_millis,
                            kernel_image_id, attempt, purpose, not_before)
        select planned.id, planned.rollout_id, planned.host_id, planned.wave,
               coalesce((select max(before.position) from reboot before
                         where before.rollout_id = planned.rollout_id
                           and before.host_id = planned.host_id),
                        planned.position - 1),
               'QUEUED',
               now() + :timeoutMillis * interval '1 millisecond', planned.from_release,
               planned.from_boot_id, planned.to_release, planned.soak_millis,
               planned.boot_deadline_millis, planned.kernel_image_id, planned.attempt,
               planned.purpose, planned.not_before
        from unnest(cast(:ids as uuid[]), cast(:rollouts as uuid[]), cast(:hosts as uuid[]),
                    cast(:waves as integer[]), :fromReleases, :fromBootIds, :toReleases,
                    cast(:soaks as bigint[]), cast(:bootDeadlines as bigint[]),
                    cast(:kernelImages as uuid[]), cast(:attempts as integer[]), :purposes,
                    cast(:notBefores as timestamptz[]))
               with ordinality
          as planned (id, rollout_id, host_id, wave, from_release, from_boot_id, to_release,
                      soak_millis, boot_deadline_millis, kernel_image_id, attempt, purpose,
                      not_before, position)
        returning id, host_id, rollout_id, state
      )
      insert into transition (subject, subject_id, host_id, rollout_id, to_state, cause, actor)
      select 'REBOOT', id, host_id, rollout_id, state, 'planned', :actor from created
      """;

  private static final String COLUMNS =
      """
      select reboot.id, reboot.rollout_id, reboot.host_id, reboot.wave, reboot.state,
             reboot.reason, reboot.from_release, reboot.from_boot_id, reboot.to_release,
             reboot.to_boot_id, reboot.exec_id, reboot.method, reboot.boot_proof,
             reboot.witness_awaited, reboot.soak_millis, reboot.boot_deadline_millis,
             reboot.version, reboot.attempt, reboot.purpose, reboot.not_before,
             coalesce(reboot.kernel_image_id, rollout.kernel_image_id) as kernel_image_id,
             rollout.drain, rollout.methods, rollout.verification
      """;

  private static final String SELECT =
      COLUMNS
          + """
            from reboot join rollout on rollout.id = reboot.rollout_id
            """;

  private static final String FIND = SELECT + "where reboot.id = :id";

  private static final String FIND_ACTIVE =
      SELECT
          + """
            where reboot.host_id = :host and reboot.deadline is not null
            order by reboot.state = 'QUEUED', rollout.created_at, reboot.id
            limit 1
            """;

  private static final String LIST_WANTING =
      """
      select rollout.id, rollout.name
      from reboot join rollout on rollout.id = reboot.rollout_id
      where reboot.host_id = :host and reboot.deadline is not null
      order by reboot.state = 'QUEUED', rollout.created_at, rollout.id
      """;

  private static final String LIST_ASSIGNED =
      SELECT + "where reboot.state in ('STAGING', 'READY', 'DRAINING', 'VERIFYING')";

  private static final String CLAIM_OVERDUE =
      COLUMNS
          + """
            , host.last_seen_at < now() - :silenceMillis * interval '1 millisecond' as silent
            from reboot
              join rollout on rollout.id = reboot.rollout_id
              join host on host.id = reboot.host_id
            where reboot.deadline <= now()
              and not (reboot.state = 'QUEUED'
                       and exists (select from reboot other
                                   where other.host_id = reboot.host_id
                                     and other.deadline is not null and other.state <> 'QUEUED'))
            order by reboot.deadline
            limit 1
            for update of reboot skip locked
            """;

  private static final String CLAIM_SOAKED =
      COLUMNS
          + """
            from reboot
              join rollout on rollout.id = reboot.rollout_id
              join host on host.id = reboot.host_id
            where reboot.state = 'PROVING' and not reboot.witness_awaited
              and reboot.state_since <= now() - reboot.soak_millis * interval '1 millisecond'
              and host.last_seen_at >= now() - :silenceMillis * interval '1 millisecond'
            limit 1
            for update of reboot skip locked
            """;

  private static final String SUPERSEDE =
      """
      update reboot set superseded = true
      where id = :id and deadline is null and not superseded
      """;

  private static final String STAY =
      """
      with stayed as (
        update reboot set stays = true, reason = :reason, version = version + 1
        where id = :id and deadline is null
        returning id, host_id, rollout_id, state
      )
      insert into transition (subject, subject_id, host_id, rollout_id, from_state, to_state, cause,
                              actor)
      select 'REBOOT', id, host_id, rollout_id, state, state, :reason, :actor from stayed
      """;

  /** An image that the host has booted before, with proof, comes before one that it has not. */
  private static final String FIND_PREVIOUS =
      """
      select image.id
      from reboot
        join rollout on rollout.id = reboot.rollout_id
        join reboot first on first.rollout_id = reboot.rollout_id
          and first.host_id = reboot.host_id and first.purpose = 'ROLLOUT' and first.attempt = 1
        join kernel_image image on image.kernel_release = first.from_release
      where reboot.id = :id and image.manifest is not null and image.expires_at > now()
        and image.id <> coalesce(reboot.kernel_image_id, rollout.kernel_image_id)
      order by (select max(booted.state_since)
                from reboot booted join rollout other on other.id = booted.rollout_id
                where booted.host_id = reboot.host_id and booted.state = 'SUCCEEDED'
                  and booted.id <> reboot.id
                  and coalesce(booted.kernel_image_id, other.kernel_image_id) = image.id)
               desc nulls last,
               image.created_at desc, image.id
      limit 1
      """;

  private static final String CLAIM_POWER_CYCLE =
      COLUMNS
          + """
            from reboot join rollout on rollout.id = reboot.rollout_id
            where reboot.state = 'POWER_CYCLING' and reboot.power_cycled_at is null
            limit 1
            for update of reboot skip locked
            """;

  private static final String MARK_POWER_CYCLED =
      "update reboot set power_cycled_at = now() where id = :id and power_cycled_at is null";

  private static final String HOLD = "select version from reboot where id = :id for update";

  private static final String SAVE =
      """
      update reboot
      set state = :state, reason = :reason, from_release = :fromRelease,
          to_release = :toRelease,
          from_boot_id = :fromBootId, to_boot_id = :toBootId, exec_id = :execId, method = :method,
          boot_proof = :bootProof, witness_awaited = :witnessAwaited, version = version + 1,
          state_since = case when :state = state then state_since else now() end,
          deadline = case when :state = state then deadline
                          else now() + cast(:timeoutMillis as bigint) * interval '1 millisecond'
                     end,
          executing_at = case when :state = 'EXECUTING' then now() else executing_at end,
          booted_at = case when cast(:toBootId as text) is not null
                           then coalesce(booted_at, now()) end
      where id = :id and version = :version
      """;

  /** What waits for the host waits anew from now on. */
  private static final String RENEW_WAITING =
      """
      update reboot
      set deadline = now() + (deadline - state_since), state_since = now()
      where host_id = :host and state = 'QUEUED'
      """;

  private static final String SAVE_PHASE =
      """
      insert into reboot_phase (reboot_id, phase, nanos, quality, source)
      select :reboot, phase, nanos, quality, source
      from unnest(:phases, cast(:nanos as bigint[]), :qualities, cast(:sources as text[]))
        as timed (phase, nanos, quality, source)
      on conflict (reboot_id, phase) do update
        set nanos = excluded.nanos, quality = excluded.quality, source = excluded.source
      """;

  static final String RECORDS =
      COLUMNS
          + """
            , reboot.state_since, reboot.deadline, reboot.executing_at, reboot.booted_at,
              host.hostname,
              (select coalesce(jsonb_agg(jsonb_build_object(
                        'phase', phase, 'nanos', nanos, 'quality', quality,
                        'source', source)), '[]')
               from reboot_phase where reboot_phase.reboot_id = reboot.id) as phases
            from reboot
              join rollout on rollout.id = reboot.rollout_id
              join host on host.id = reboot.host_id
            """;

  private static final String FIND_RECORD = RECORDS + "where reboot.id = :id";

  private static final String LIST_RECORDS =
      RECORDS
          + """
            where reboot.rollout_id = :rollout
            order by reboot.wave, host.hostname, host.id
            """;

  private static final String LIST_ELSEWHERE =
      RECORDS
          + """
            where reboot.deadline is not null and reboot.state <> 'QUEUED'
              and reboot.rollout_id <> :rollout
              and exists (select from reboot own
                          where own.host_id = reboot.host_id and own.rollout_id = :rollout)
            order by host.hostname, host.id
            """;

  private static final String LIST_RECORDS_IN =
      RECORDS + "where reboot.state = :state order by reboot.state_since, reboot.id";

  private static final String COUNT_ACTIVE =
      """
      select state, count(*) as reboots from reboot where deadline is not null group by state
      """;

  private final JdbcClient jdbc;
  private final CurrentActor actor;

  JdbcRebootRepository(JdbcClient jdbc, CurrentActor actor) {
    this.jdbc = jdbc;
    this.actor = actor;
  }

  @Override
  public void insert(List<Reboot> reboots, Duration timeout) {
    int rows =
        jdbc.sql(INSERT)
            .param("actor", actor.get().name())
            .param("ids", column(reboots, Reboot::id))
            .param("rollouts", column(reboots, Reboot::rollout))
            .param("hosts", column(reboots, Reboot::host))
            .param("waves", column(reboots, Reboot::wave))
            .param("fromReleases", column(reboots, reboot -> reboot.evidence().fromRelease()))
            .param("fromBootIds", column(reboots, reboot -> reboot.evidence().fromBootId()))
            .param("toReleases", column(reboots, reboot -> reboot.terms().toRelease()))
            .param("soaks", column(reboots, reboot -> reboot.terms().soak().toMillis()))
            .param(
                "bootDeadlines",
                column(reboots, reboot -> reboot.terms().bootDeadline().toMillis()))
            .param("kernelImages", column(reboots, reboot -> reboot.terms().kernelImage()))
            .param("attempts", column(reboots, reboot -> reboot.attempt().number()))
            .param("purposes", column(reboots, reboot -> reboot.attempt().purpose()))
            .param("notBefores", notBefores(reboots))
            .param("timeoutMillis", timeout.toMillis())
            .update();
    if (rows != reboots.size()) {
      throw new IllegalStateException("%d of %d reboots were kept".formatted(rows, reboots.size()));
    }
  }

  @Override
  public Optional<Reboot> find(RebootId id) {
    return jdbc.sql(FIND).param("id", id.value()).query(RebootRows::reboot).optional();
  }

  @Override
  public Optional<Reboot> findActive(HostId host) {
    return jdbc.sql(FIND_ACTIVE).param("host", host.value()).query(RebootRows::reboot).optional();
  }

  @Override
  public List<OtherRollout> listWanting(HostId host) {
    return jdbc.sql(LIST_WANTING)
        .param("host", host.value())
        .query(
            (row, index) ->
                new OtherRollout(
                    new RolloutId(row.getObject("id", UUID.class)), row.getString("name")))
        .list();
  }

  @Override
  public List<Reboot> listAssigned() {
    return jdbc.sql(LIST_ASSIGNED).query(RebootRows::reboot).list();
  }

  @Override
  public Optional<Overdue> claimOverdue(Duration silence) {
    return jdbc.sql(CLAIM_OVERDUE)
        .param("silenceMillis", silence.toMillis())
        .query((row, index) -> new Overdue(RebootRows.reboot(row, index), row.getBoolean("silent")))
        .optional();
  }

  @Override
  public Optional<Reboot> claimSoaked(Duration silence) {
    return jdbc.sql(CLAIM_SOAKED)
        .param("silenceMillis", silence.toMillis())
        .query(RebootRows::reboot)
        .optional();
  }

  @Override
  public void supersede(RebootId id) {
    Rows.one(jdbc.sql(SUPERSEDE).param("id", id.value()).update(), "superseded reboot " + id);
  }

  @Override
  public void keepWhereItIs(RebootId id, String reason) {
    Rows.one(
        jdbc.sql(STAY)
            .param("id", id.value())
            .param("reason", reason)
            .param("actor", actor.get().name())
            .update(),
        "reboot " + id);
  }

  @Override
  public Optional<KernelImageId> findPrevious(RebootId id) {
    return jdbc.sql(FIND_PREVIOUS)
        .param("id", id.value())
        .query((row, index) -> new KernelImageId(row.getObject("id", UUID.class)))
        .optional();
  }

  @Override
  public Optional<Reboot> claimPowerCycle() {
    Optional<Reboot> claimed = jdbc.sql(CLAIM_POWER_CYCLE).query(RebootRows::reboot).optional();
    claimed.ifPresent(
        reboot ->
            Rows.one(
                jdbc.sql(MARK_POWER_CYCLED).param("id", reboot.id().value()).update(),
                "power cycle of reboot " + reboot.id()));
    return claimed;
  }

  @Override
  public void hold(Reboot reboot) {
    long version = jdbc.sql(HOLD).param("id", reboot.id().value()).query(Long.class).single();
    if (version != reboot.version()) {
      throw new StaleVersionException("reboot " + reboot.id(), reboot.version());
    }
  }

  @Override
  public void save(Reboot reboot, Duration timeout) {
    save(reboot, timeout.toMillis());
  }

  @Override
  public void saveEnded(Reboot reboot) {
    save(reboot, (Long) null);
    jdbc.sql(RENEW_WAITING).param("host", reboot.host().value()).update();
  }

  @Override
  public void savePhases(RebootId id, PhaseTimings phases) {
    List<PhaseTiming> timings = phases.timings();
    jdbc.sql(SAVE_PHASE)
        .param("reboot", id.value())
        .param("phases", column(timings, timing -> timing.phase().wireName()))
        .param("nanos", column(timings, timing -> timing.length().toNanos()))
        .param("qualities", column(timings, timing -> timing.quality().wireName()))
        .param("sources", column(timings, PhaseTiming::source))
        .update();
  }

  @Override
  public Optional<RebootRecord> findRecord(RebootId id) {
    return jdbc.sql(FIND_RECORD).param("id", id.value()).query(RebootRows::rebootRecord).optional();
  }

  @Override
  public List<RebootRecord> listRecords(RolloutId rollout) {
    return jdbc.sql(LIST_RECORDS)
        .param("rollout", rollout.value())
        .query(RebootRows::rebootRecord)
        .list();
  }

  @Override
  public List<RebootRecord> listElsewhere(RolloutId rollout) {
    return jdbc.sql(LIST_ELSEWHERE)
        .param("rollout", rollout.value())
        .query(RebootRows::rebootRecord)
        .list();
  }

  @Override
  public List<RebootRecord> listRecords(RebootState state) {
    return jdbc.sql(LIST_RECORDS_IN)
        .param("state", state.name())
        .query(RebootRows::rebootRecord)
        .list();
  }

  @Override
  public Map<RebootState, Integer> countActive() {
    Map<RebootState, Integer> counts = new EnumMap<>(RebootState.class);
    jdbc.sql(COUNT_ACTIVE)
        .query(
            (RowCallbackHandler)
                row ->
                    counts.put(RebootState.valueOf(row.getString("state")), row.getInt("reboots")));
    return counts;
  }

  private void save(Reboot reboot, @Nullable Long timeoutMillis) {
    Map<String, @Nullable Object> columns = new HashMap<>();
    columns.put("id", reboot.id().value());
    columns.put("version", reboot.version());
    columns.put("state", reboot.state().name());
    columns.put("reason", reboot.reason());
    columns.put("timeoutMillis", timeoutMillis);
    columns.put("fromRelease", reboot.evidence().fromRelease());
    columns.put("toRelease", reboot.terms().toRelease());
    columns.put("fromBootId", reboot.evidence().fromBootId());
    columns.put("toBootId", reboot.evidence().toBootId());
    columns.put(
        "execId",
        Optional.ofNullable(reboot.evidence().execId()).map(Object::toString).orElse(null));
    columns.put("method", reboot.evidence().method());
    columns.put("bootProof", reboot.evidence().bootProof());
    columns.put("witnessAwaited", reboot.evidence().witnessAwaited());
    try {
      if (jdbc.sql(SAVE).params(columns).update() != 1) {
        throw new StaleVersionException("reboot " + reboot.id(), reboot.version());
      }
    } catch (DuplicateKeyException e) {
      // another rollout took the host at the same moment
      throw new StaleVersionException("reboot " + reboot.id(), reboot.version());
    }
  }

  private static @Nullable String[] notBefores(List<Reboot> reboots) {
    return reboots.stream()
        .map(reboot -> reboot.attempt().notBefore())
        .map(time -> time == null ? null : time.toString())
        .toArray(String[]::new);
  }

  private static <T> @Nullable String[] column(
      List<T> values, Function<T, @Nullable Object> column) {
    return values.stream()
        .map(column)
        .map(value -> value == null ? null : value.toString())
        .toArray(String[]::new);
  }
}
