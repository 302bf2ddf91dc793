package io.fleetfoot.service.store;

import io.fleetfoot.service.fleet.Availability;
import io.fleetfoot.service.fleet.Enrolment;
import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.HostKey;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.scheduler.HostRepository;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcHostRepository implements HostRepository {

  /** The key changes only where there is none yet, or one that is revoked. */
  private static final String REGISTER =
      """
      insert into host (id, machine_id, public_key, enrolled_at, hostname, boot_id, kernel_release,
                        facts, labels, availability, availability_reason)
      values (:id, :machineId, :key, now(), :hostname, :bootId, :release,
              cast(:facts as jsonb), cast(:labels as jsonb), 'UP', 'registered')
      on conflict (machine_id) do update
        set enrolled_at = case when host.public_key = excluded.public_key then host.enrolled_at
                               else excluded.enrolled_at end,
            public_key = excluded.public_key,
            revoked_at = null,
            hostname = excluded.hostname,
            boot_heard_at = case when host.boot_id = excluded.boot_id then host.boot_heard_at else now() end,
            boot_after = case when host.boot_id = excluded.boot_id then host.boot_after else host.last_seen_at end,
            boot_id = excluded.boot_id,
            kernel_release = excluded.kernel_release,
            facts = excluded.facts,
            labels = excluded.labels,
            last_seen_at = now()
        where host.public_key is null
           or (host.public_key = excluded.public_key) = (host.revoked_at is null)
      returning id
      """;

  static final String SELECT =
      """
      select id, facts, labels || observed_labels as labels, availability, availability_since, availability_reason,
             registered_at, last_seen_at, public_key, enrolled_at, revoked_at
      from host
      """;

  private static final String FIND = SELECT + "where id = :id";

  private static final String LIST = SELECT + "order by hostname, id";

  /** The index finds those with the labels; facts and expressions are judged over these. */
  private static final String LIST_CHOSEN =
      SELECT + "where (labels || observed_labels) @> cast(:labels as jsonb) order by hostname, id";

  private static final String LOCK_BY_MACHINE = SELECT + "where machine_id = :machineId for update";

  private static final String FIND_BY_KEY =
      """
      select id from host where public_key = :key
      """;

  private static final String FIND_ENROLMENT =
      """
      select public_key, enrolled_at, revoked_at
      from host
      where id = :id and public_key is not null
      """;

  private static final String REVOKE =
      """
      update host
      set revoked_at = now()
      where id = :id and public_key is not null and revoked_at is null
      """;

  private static final String SAVE_OBSERVED_LABELS =
      """
      update host
      set observed_labels = cast(:labels as jsonb)
      where id = :id and observed_labels <> cast(:labels as jsonb)
      """;

  private static final String SAVE_FACTS =
      """
      update host
      set hostname = :hostname, boot_id = :bootId, kernel_release = :release,
          boot_heard_at = case when boot_id = :bootId then boot_heard_at else now() end,
          boot_after = case when boot_id = :bootId then boot_after else last_seen_at end,
          facts = cast(:facts as jsonb), last_seen_at = now()
      where id = :id
      """;

  private static final String SET_AVAILABILITY =
      """
      with before as (select id, availability from host where id = :id for update)
      update host
      set availability = :state,
          availability_since = case when before.availability = :state then host.availability_since
                                    else now() end,
          availability_reason = case when before.availability = 'UP' and :state = 'UP'
                                     then host.availability_reason else :reason end
      from before
      where host.id = before.id
      returning before.availability <> :state as changed
      """;

  private static final String SEEN =
      """
      update host
      set last_seen_at = now()
      where id in (select id from host where id = any (cast(:ids as uuid[]))
                   order by id for update skip locked)
      """;

  private static final String COUNT_BY_AVAILABILITY =
      """
      select availability, count(*) as hosts from host group by availability
      """;

  private static final String COUNT_SILENT =
      """
      select count(*) from host
      where last_seen_at < now() - :silenceMillis * interval '1 millisecond'
      """;

  private final JdbcClient jdbc;

  JdbcHostRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public HostId register(HostId newId, HostKey key, Facts facts, Labels labels) {
    try {
      return jdbc.sql(REGISTER)
          .param("id", newId.value())
          .param("machineId", facts.machineId())
          .param("key", key.encoded())
          .param("labels", Json.write(labels.values()))
          .params(columns(facts))
          .query(JdbcHostRepository::hostId)
          .optional()
          .orElseThrow(() -> enrolledMeanwhile(facts, null));
    } catch (DuplicateKeyException e) {
      throw enrolledMeanwhile(facts, e);
    }
  }

  @Override
  public Optional<Host> lockByMachine(String machineId) {
    return jdbc.sql(LOCK_BY_MACHINE)
        .param("machineId", machineId)
        .query(JdbcHostRepository::host)
        .optional();
  }

  @Override
  public Optional<HostId> findByKey(HostKey key) {
    return jdbc.sql(FIND_BY_KEY)
        .param("key", key.encoded())
        .query(JdbcHostRepository::hostId)
        .optional();
  }

  @Override
  public Optional<Enrolment> findEnrolment(HostId id) {
    return jdbc.sql(FIND_ENROLMENT)
        .param("id", id.value())
        .query((row, index) -> Objects.requireNonNull(enrolment(row), "enrolment"))
        .optional();
  }

  @Override
  public boolean revoke(HostId id) {
    return jdbc.sql(REVOKE).param("id", id.value()).update() == 1;
  }

  @Override
  public Optional<Host> find(HostId id) {
    return jdbc.sql(FIND).param("id", id.value()).query(JdbcHostRepository::host).optional();
  }

  @Override
  public List<Host> list() {
    return jdbc.sql(LIST).query(JdbcHostRepository::host).list();
  }

  @Override
  public List<Host> list(HostSelector selector) {
    List<Host> labelled =
        jdbc.sql(LIST_CHOSEN)
            .param("labels", Json.write(selector.plainLabels()))
            .query(JdbcHostRepository::host)
            .list();
    return selector.asksForMoreThanLabels()
        ? labelled.stream().filter(selector::matches).toList()
        : labelled;
  }

  @Override
  public boolean saveObservedLabels(HostId id, Labels observed) {
    return jdbc.sql(SAVE_OBSERVED_LABELS)
            .param("id", id.value())
            .param("labels", Json.write(observed.values()))
            .update()
        == 1;
  }

  @Override
  public void saveFacts(HostId id, Facts facts) {
    Rows.one(
        jdbc.sql(SAVE_FACTS).param("id", id.value()).params(columns(facts)).update(), "host " + id);
  }

  @Override
  public boolean setAvailability(HostId id, Availability.State state, String reason) {
    return jdbc.sql(SET_AVAILABILITY)
        .param("id", id.value())
        .param("state", state.name())
        .param("reason", reason)
        .query(Boolean.class)
        .single();
  }

  @Override
  public void seen(Collection<HostId> ids) {
    jdbc.sql(SEEN).param("ids", ids.stream().map(HostId::toString).toArray(String[]::new)).update();
  }

  @Override
  public Map<Availability.State, Integer> countByAvailability() {
    Map<Availability.State, Integer> counts = new EnumMap<>(Availability.State.class);
    jdbc.sql(COUNT_BY_AVAILABILITY)
        .query(
            (RowCallbackHandler)
                row ->
                    counts.put(
                        Availability.State.valueOf(row.getString("availability")),
                        row.getInt("hosts")));
    return counts;
  }

  @Override
  public int countSilent(Duration silence) {
    return jdbc.sql(COUNT_SILENT)
        .param("silenceMillis", silence.toMillis())
        .query(Integer.class)
        .single();
  }

  private static Map<String, Object> columns(Facts facts) {
    return Map.of(
        "hostname", facts.hostname(),
        "bootId", facts.bootId(),
        "release", facts.kernelRelease(),
        "facts", Json.write(facts));
  }

  private static HostId hostId(ResultSet row, int index) throws SQLException {
    return new HostId(row.getObject("id", UUID.class));
  }

  @SuppressWarnings("unchecked")
  static Host host(ResultSet row, int index) throws SQLException {
    return new Host(
        hostId(row, index),
        Json.read(row.getString("facts"), Facts.class),
        new Labels(Json.read(row.getString("labels"), Map.class)),
        new Availability(
            Availability.State.valueOf(row.getString("availability")),
            Rows.instant(row, "availability_since"),
            row.getString("availability_reason")),
        enrolment(row),
        Rows.instant(row, "registered_at"),
        Rows.instant(row, "last_seen_at"));
  }

  private static @Nullable Enrolment enrolment(ResultSet row) throws SQLException {
    byte[] key = row.getBytes("public_key");
    return key == null
        ? null
        : new Enrolment(
            HostKey.of(key),
            Rows.instant(row, "enrolled_at"),
            Rows.instantOrNull(row, "revoked_at"));
  }

  private static ConcurrencyFailureException enrolledMeanwhile(
      Facts facts, @Nullable Throwable cause) {
    return new ConcurrencyFailureException(
        "the machine %s or its key was enrolled meanwhile".formatted(facts.machineId()), cause);
  }
}
