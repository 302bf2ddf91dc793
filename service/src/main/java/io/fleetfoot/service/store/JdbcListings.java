package io.fleetfoot.service.store;

import io.fleetfoot.service.access.ApiToken;
import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.scheduler.Cursor;
import io.fleetfoot.service.scheduler.GateRun;
import io.fleetfoot.service.scheduler.JoinToken;
import io.fleetfoot.service.scheduler.KeptUptimePolicy;
import io.fleetfoot.service.scheduler.Listings;
import io.fleetfoot.service.scheduler.Page;
import io.fleetfoot.service.scheduler.PageRequest;
import io.fleetfoot.service.scheduler.RebootRecord;
import io.fleetfoot.service.scheduler.RebootTiming;
import io.fleetfoot.service.scheduler.SavedTransition;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Each list has a statement for its first page and one for a page behind a cursor, by an index. */
@Repository
class JdbcListings implements Listings {

  private record Statements(String first, String next) {

    static Statements of(String select, String behind, String order) {
      return new Statements(select + order, select + behind + order);
    }
  }

  private static final Statements HOSTS =
      Statements.of(
          JdbcHostRepository.SELECT
              + """
                where (labels || observed_labels) @> cast(:labels as jsonb)
                  and availability = any (cast(:availabilities as text[]))
                  and (cast(:check as text) is null
                       or id in (select host_id from host_finding where check_id = cast(:check as text)))
                """,
          "  and (hostname, id) > (:key0, cast(:key1 as uuid))\n",
          "order by hostname, id limit :rows");

  private static final Statements KERNEL_IMAGES =
      Statements.of(
          JdbcKernelImageRepository.SELECT + "where true\n",
          "  and (created_at, id) < (cast(:key0 as timestamptz), cast(:key1 as uuid))\n",
          "order by created_at desc, id desc limit :rows");

  private static final Statements ROLLOUTS =
      Statements.of(
          JdbcRolloutRepository.SELECT + "where state = any (cast(:states as text[]))\n",
          "  and (created_at, id) < (cast(:key0 as timestamptz), cast(:key1 as uuid))\n",
          "order by created_at desc, id desc limit :rows");

  private static final Statements REBOOTS =
      Statements.of(
          JdbcRebootRepository.RECORDS
              + """
                where reboot.rollout_id = :rollout and reboot.state = any (cast(:states as text[]))
                """,
          """
            and (reboot.wave, host.hostname, host.id)
                > (cast(:key0 as integer), :key1, cast(:key2 as uuid))
          """,
          "order by reboot.wave, host.hostname, host.id limit :rows");

  private static final Statements GATE_RUNS =
      Statements.of(
          JdbcGateRunRepository.SELECT + "where rollout_id = :rollout\n",
          "  and (asked_at, id) < (cast(:key0 as timestamptz), cast(:key1 as uuid))\n",
          "order by asked_at desc, id desc limit :rows");

  private static final Statements TIMINGS =
      Statements.of(
          JdbcRebootRepository.RECORDS
              + """
                where reboot.deadline is null
                  and exists (select from reboot_phase where reboot_phase.reboot_id = reboot.id)
                  and (cast(:rollout as uuid) is null or reboot.rollout_id = cast(:rollout as uuid))
                  and (cast(:host as uuid) is null or reboot.host_id = cast(:host as uuid))
                  and (cast(:method as text) is null or reboot.method = cast(:method as text))
                  and (cast(:toRelease as text) is null
                       or reboot.to_release = cast(:toRelease as text))
                """,
          "  and (reboot.state_since, reboot.id) < (cast(:key0 as timestamptz), cast(:key1 as uuid))\n",
          "order by reboot.state_since desc, reboot.id desc limit :rows");

  private static final Statements TRANSITIONS =
      Statements.of(
          TransitionRows.SELECT
              + """
                where (cast(:actor as text) is null or actor = cast(:actor as text))
                  and (cast(:subject as text) is null or subject = cast(:subject as text))
                  and (cast(:subjectId as uuid) is null or subject_id = cast(:subjectId as uuid))
                  and (cast(:rollout as uuid) is null or rollout_id = cast(:rollout as uuid))
                  and (cast(:since as timestamptz) is null or at >= cast(:since as timestamptz))
                  and (cast(:until as timestamptz) is null or at < cast(:until as timestamptz))
                """,
          "  and (transaction_id, id) < (cast(:key0 as xid8), cast(:key1 as bigint))\n",
          "order by transaction_id desc, id desc limit :rows");

  private static final Statements API_TOKENS =
      Statements.of(
          JdbcApiTokenRepository.SELECT + "where true\n",
          "  and (created_at, id) < (cast(:key0 as timestamptz), cast(:key1 as uuid))\n",
          "order by created_at desc, id desc limit :rows");

  private static final Statements JOIN_TOKENS =
      Statements.of(
          JdbcJoinTokenRepository.SELECT + "where true\n",
          "  and (created_at, id) < (cast(:key0 as timestamptz), cast(:key1 as uuid))\n",
          "order by created_at desc, id desc limit :rows");

  private static final Statements UPTIME_POLICIES =
      Statements.of(
          JdbcUptimePolicyRepository.SELECT + "where true\n",
          "  and (created_at, id) < (cast(:key0 as timestamptz), cast(:key1 as uuid))\n",
          "order by created_at desc, id desc limit :rows");

  private final JdbcClient jdbc;

  JdbcListings(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Page<Host> hosts(HostFilter filter, PageRequest page) {
    return page(
        HOSTS,
        columns(filter),
        page,
        JdbcHostRepository::host,
        host -> Cursor.of(host.facts().hostname(), host.id()));
  }

  @Override
  public Page<KernelImage> kernelImages(PageRequest page) {
    return page(
        KERNEL_IMAGES,
        Map.of(),
        page,
        JdbcKernelImageRepository::kernelImage,
        image -> Cursor.of(image.createdAt(), image.id()));
  }

  @Override
  public Page<ApiToken> apiTokens(PageRequest page) {
    return page(
        API_TOKENS,
        Map.of(),
        page,
        JdbcApiTokenRepository::apiToken,
        token -> Cursor.of(token.createdAt(), token.id()));
  }

  @Override
  public Page<JoinToken> joinTokens(PageRequest page) {
    return page(
        JOIN_TOKENS,
        Map.of(),
        page,
        JdbcJoinTokenRepository::joinToken,
        token -> Cursor.of(token.createdAt(), token.id()));
  }

  @Override
  public Page<Rollout> rollouts(Set<RolloutState> states, PageRequest page) {
    return page(
        ROLLOUTS,
        Map.of("states", names(states, RolloutState.values())),
        page,
        JdbcRolloutRepository::rollout,
        rollout -> Cursor.of(rollout.createdAt(), rollout.id()));
  }

  @Override
  public Page<RebootRecord> reboots(RolloutId rollout, Set<RebootState> states, PageRequest page) {
    return page(
        REBOOTS,
        Map.of("rollout", rollout.value(), "states", names(states, RebootState.values())),
        page,
        RebootRows::rebootRecord,
        known -> Cursor.of(known.reboot().wave(), known.hostname(), known.reboot().host()));
  }

  @Override
  public Page<GateRun> gateRuns(RolloutId rollout, PageRequest page) {
    return page(
        GATE_RUNS,
        Map.of("rollout", rollout.value()),
        page,
        GateRunRows::run,
        run -> Cursor.of(run.askedAt(), run.id()));
  }

  @Override
  public Page<RebootTiming> timings(TimingFilter filter, PageRequest page) {
    return page(
        TIMINGS,
        columns(filter),
        page,
        (row, index) ->
            new RebootTiming(RebootRows.rebootRecord(row, index), Rows.instant(row, "state_since")),
        timing -> Cursor.of(timing.endedAt(), timing.known().reboot().id()));
  }

  @Override
  public Page<SavedTransition> transitions(TransitionFilter filter, PageRequest page) {
    Map<String, @Nullable Object> columns = new HashMap<>();
    columns.put("actor", filter.actor());
    columns.put("subject", filter.subject());
    columns.put("subjectId", text(filter.subjectId()));
    columns.put("rollout", text(filter.rollout()));
    columns.put("since", text(filter.since()));
    columns.put("until", text(filter.until()));
    return page(
        TRANSITIONS,
        columns,
        page,
        TransitionRows::transition,
        saved -> Cursor.of(saved.position().transaction(), saved.position().id()));
  }

  private static Map<String, @Nullable Object> columns(HostFilter filter) {
    Map<String, @Nullable Object> columns = new HashMap<>();
    columns.put("labels", Json.write(filter.selector().matchLabels()));
    columns.put(
        "availabilities",
        filter.availability() == null
            ? new String[] {"UP", "DOWN"}
            : new String[] {filter.availability().name()});
    columns.put("check", filter.check());
    return columns;
  }

  @Override
  public Page<KeptUptimePolicy> uptimePolicies(PageRequest page) {
    return page(
        UPTIME_POLICIES,
        Map.of(),
        page,
        JdbcUptimePolicyRepository::kept,
        kept -> Cursor.of(kept.createdAt(), kept.id()));
  }

  static Map<String, @Nullable Object> columns(TimingFilter filter) {
    Map<String, @Nullable Object> columns = new HashMap<>();
    columns.put("rollout", text(filter.rollout()));
    columns.put("host", text(filter.host()));
    columns.put("method", filter.method());
    columns.put("toRelease", filter.toRelease());
    return columns;
  }

  /** Asks for one row more than the page has, which says whether there is a next one. */
  private <T> Page<T> page(
      Statements statements,
      Map<String, ?> filter,
      PageRequest page,
      RowMapper<T> mapper,
      Function<T, Cursor> cursor) {
    List<String> keys = page.after() == null ? List.of() : page.after().keys();
    JdbcClient.StatementSpec statement =
        jdbc.sql(keys.isEmpty() ? statements.first() : statements.next())
            .params(filter)
            .param("rows", page.limit() + 1);
    for (int i = 0; i < keys.size(); i++) {
      statement = statement.param("key" + i, keys.get(i));
    }
    return Page.of(statement.query(mapper).list(), page.limit(), cursor);
  }

  private static String[] names(Collection<? extends Enum<?>> chosen, Enum<?>[] all) {
    return (chosen.isEmpty() ? List.of(all) : chosen)
        .stream().map(Enum::name).toArray(String[]::new);
  }

  private static @Nullable String text(@Nullable Object value) {
    return Optional.ofNullable(value).map(Object::toString).orElse(null);
  }
}
