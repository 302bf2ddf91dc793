package io.fleetfoot.service.store;

import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.scheduler.TimingSamples;
import io.fleetfoot.service.timing.HardwareClass;
import io.fleetfoot.service.timing.Lengths;
import io.fleetfoot.service.timing.Likeness;
import io.fleetfoot.service.timing.Outcomes;
import io.fleetfoot.service.timing.PhaseTimings;
import io.fleetfoot.service.timing.TimedReboots;
import io.fleetfoot.service.timing.TimingKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcTimingSamples implements TimingSamples {

  private static final String PHASES =
      """
      (select coalesce(jsonb_agg(jsonb_build_object(
                'phase', phase, 'nanos', nanos, 'quality', quality)), '[]')
       from reboot_phase where reboot_phase.reboot_id = reboot.id) as phases
      """;

  private static final String LABEL =
      """
      btrim(coalesce((host.labels || host.observed_labels) ->> 'fleetfoot.io/hardware-class', ''))
      """;

  private static final String REBOOTS = "from reboot join host on host.id = reboot.host_id\n";

  private static final String ALIKE =
      """
      where reboot.state = 'SUCCEEDED' and reboot.deadline is null
        and (cast(:method as text) is null or reboot.method = cast(:method as text))
        and (cast(:fromRelease as text) is null
             or reboot.from_release = cast(:fromRelease as text))
        and (cast(:toRelease as text) is null or reboot.to_release = cast(:toRelease as text))
        and (cast(:architecture as text) is null
             or host.facts ->> 'architecture' = cast(:architecture as text)
                and (host.facts ->> 'memoryBytes')::bigint > cast(:memoryAbove as bigint)
                and (host.facts ->> 'memoryBytes')::bigint <= cast(:memoryUpTo as bigint))
        and (cast(:label as text) is null or cast(:label as text) =
      """
          + LABEL
          + ")\n";

  private static final String LAST = "order by reboot.state_since desc, reboot.id limit :limit";

  private static final String OF_WAVE =
      """
      select reboot.method, reboot.from_release, reboot.to_release,
             host.facts ->> 'architecture' as architecture,
             (host.facts ->> 'memoryBytes')::bigint as memory_bytes,
      """
          + PHASES
          + ", "
          + LABEL
          + " as label "
          + REBOOTS
          + """
            where reboot.rollout_id = :rollout and reboot.wave = :wave
              and reboot.state = 'SUCCEEDED' and reboot.method is not null
            """;

  private static final String OF_OTHER_ROLLOUTS =
      "select " + PHASES + REBOOTS + ALIKE + "and reboot.rollout_id <> :rollout " + LAST;

  private static final String OF_EARLIER_WAVES =
      "select "
          + PHASES
          + REBOOTS
          + ALIKE
          + "and reboot.rollout_id = :rollout and reboot.wave < :wave "
          + LAST;

  private static final String DOWN_TIMES =
      "select cast(extract(epoch from reboot.booted_at - admitted.at) * 1000000000 as bigint)\n"
          + REBOOTS
          + """
            join lateral (
              select max(transition.at) as at from transition
              where transition.subject_id = reboot.id and transition.from_state = 'READY'
                and transition.to_state in ('DRAINING', 'VERIFYING')
            ) as admitted on reboot.booted_at >= admitted.at
            """
          + ALIKE
          + LAST;

  /** Where the policy leaves one method, it will be that one, before the agent has said so. */
  private static final String LIKENESSES =
      """
      select reboot.id, reboot.from_release, reboot.to_release,
             coalesce(reboot.method,
                      (select lower(rollout.methods[1]) from rollout
                       where rollout.id = reboot.rollout_id
                         and cardinality(rollout.methods) = 1)) as method,
             host.facts ->> 'architecture' as architecture,
             (host.facts ->> 'memoryBytes')::bigint as memory_bytes,
      """
          + LABEL
          + " as label "
          + REBOOTS
          + "where reboot.rollout_id = :rollout and reboot.deadline is not null";

  private static final String OUTCOMES =
      """
      select count(*) filter (where state = 'SUCCEEDED') as succeeded,
             count(*) filter (where state not in ('SUCCEEDED', 'LOST')) as failed,
             count(*) filter (where state = 'LOST') as silent
      from (select state from reboot
            where deadline is null and exec_id is not null and state <> 'ABORTED'
            order by state_since desc, id limit :limit) as ended
      """;

  private final JdbcClient jdbc;

  JdbcTimingSamples(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public List<TimedReboots> ofWave(RolloutId rollout, int wave) {
    return jdbc
        .sql(OF_WAVE)
        .param("rollout", rollout.value())
        .param("wave", wave)
        .query((row, index) -> Map.entry(key(row), phases(row, index)))
        .list()
        .stream()
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())))
        .entrySet()
        .stream()
        .map(together -> new TimedReboots(together.getKey(), together.getValue()))
        .sorted(Comparator.comparing(together -> together.key().toString()))
        .toList();
  }

  @Override
  public TimedReboots ofOtherRollouts(TimingKey key, RolloutId rollout, int limit) {
    return new TimedReboots(
        key,
        jdbc.sql(OF_OTHER_ROLLOUTS)
            .params(columns(Likeness.of(key), limit))
            .param("rollout", rollout.value())
            .query(JdbcTimingSamples::phases)
            .list());
  }

  @Override
  public TimedReboots ofEarlierWaves(TimingKey key, RolloutId rollout, int wave, int limit) {
    return new TimedReboots(
        key,
        jdbc.sql(OF_EARLIER_WAVES)
            .params(columns(Likeness.of(key), limit))
            .param("rollout", rollout.value())
            .param("wave", wave)
            .query(JdbcTimingSamples::phases)
            .list());
  }

  @Override
  public Lengths downTimes(Likeness likeness, int limit) {
    return Lengths.ofNanos(
        jdbc.sql(DOWN_TIMES).params(columns(likeness, limit)).query(Long.class).list().stream()
            .mapToLong(Long::longValue)
            .toArray());
  }

  @Override
  public Map<RebootId, Likeness> likenesses(RolloutId rollout) {
    Map<RebootId, Likeness> likenesses = new HashMap<>();
    jdbc.sql(LIKENESSES)
        .param("rollout", rollout.value())
        .query(
            (RowCallbackHandler)
                row ->
                    likenesses.put(new RebootId(row.getObject("id", UUID.class)), likeness(row)));
    return likenesses;
  }

  @Override
  public Outcomes outcomes(int limit) {
    return jdbc.sql(OUTCOMES)
        .param("limit", limit)
        .query(
            (row, index) ->
                new Outcomes(row.getInt("succeeded"), row.getInt("failed"), row.getInt("silent")))
        .single();
  }

  private static Likeness likeness(ResultSet row) throws SQLException {
    return new Likeness(
        hardware(row),
        row.getString("method"),
        row.getString("from_release"),
        row.getString("to_release"));
  }

  private static HardwareClass hardware(ResultSet row) throws SQLException {
    return HardwareClass.of(
        row.getString("label"), row.getString("architecture"), row.getLong("memory_bytes"));
  }

  private static TimingKey key(ResultSet row) throws SQLException {
    return new TimingKey(
        hardware(row),
        row.getString("method"),
        row.getString("from_release"),
        row.getString("to_release"));
  }

  private static PhaseTimings phases(ResultSet row, int index) throws SQLException {
    return RebootRows.phases(row);
  }

  private static Map<String, @Nullable Object> columns(Likeness likeness, int limit) {
    Map<String, @Nullable Object> columns = new HashMap<>();
    columns.put("method", likeness.method());
    columns.put("fromRelease", likeness.fromRelease());
    columns.put("toRelease", likeness.toRelease());
    columns.put("label", null);
    columns.put("architecture", null);
    columns.put("memoryAbove", null);
    columns.put("memoryUpTo", null);
    columns.put("limit", limit);
    if (likeness.hardware() instanceof HardwareClass.Labelled labelled) {
      columns.put("label", labelled.name());
    } else if (likeness.hardware() instanceof HardwareClass.Measured measured) {
      columns.put("label", "");
      columns.put("architecture", measured.architecture());
      columns.put("memoryAbove", measured.memory().above());
      columns.put("memoryUpTo", measured.memory().bytes());
    }
    return columns;
  }
}
