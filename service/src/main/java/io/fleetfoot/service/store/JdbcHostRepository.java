package io.fleetfoot.service.store;

import io.fleetfoot.service.fleet.Availability;
import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.scheduler.HostRepository;
import io.fleetfoot.service.scheduler.Token;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcHostRepository implements HostRepository {

  private static final String REGISTER =
      """
      insert into host (id, machine_id, token_hash, hostname, boot_id, kernel_release, facts, labels,
                        availability, availability_reason)
      values (:id, :machineId, decode(:token, 'hex'), :hostname, :bootId, :release,
              cast(:facts as jsonb), cast(:labels as jsonb), 'UP', 'registered')
      on conflict (machine_id) do update
        set token_hash = excluded.token_hash,
            hostname = excluded.hostname,
            boot_id = excluded.boot_id,
            kernel_release = excluded.kernel_release,
            facts = excluded.facts,
            labels = excluded.labels,
            last_seen_at = now()
      returning id
      """;

  static final String SELECT =
      """
      select id, facts, labels || observed_labels as labels, availability, availability_since, availability_reason,
             registered_at, last_seen_at
      from host
      """;

  private static final String FIND = SELECT + "where id = :id";

  private static final String LIST = SELECT + "order by hostname, id";

  private static final String LIST_CHOSEN =
      SELECT + "where (labels || observed_labels) @> cast(:labels as jsonb) order by hostname, id";

  private static final String FIND_BY_TOKEN =
      """
      select id from host where token_hash = decode(:token, 'hex')
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
          availability_reason = :reason
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

  private final JdbcClient jdbc;

  JdbcHostRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public HostId register(HostId newId, Token.Hash token, Facts facts, Labels labels) {
    return jdbc.sql(REGISTER)
        .param("id", newId.value())
        .param("machineId", facts.machineId())
        .param("token", token.hex())
        .param("labels", Json.write(labels.values()))
        .params(columns(facts))
        .query(JdbcHostRepository::hostId)
        .single();
  }

  @Override
  public Optional<Host> find(HostId id) {
    return jdbc.sql(FIND).param("id", id.value()).query(JdbcHostRepository::host).optional();
  }

  @Override
  public Optional<HostId> findByToken(Token.Hash token) {
    return jdbc.sql(FIND_BY_TOKEN)
        .param("token", token.hex())
        .query(JdbcHostRepository::hostId)
        .optional();
  }

  @Override
  public List<Host> list() {
    return jdbc.sql(LIST).query(JdbcHostRepository::host).list();
  }

  @Override
  public List<Host> list(HostSelector selector) {
    return jdbc.sql(LIST_CHOSEN)
        .param("labels", Json.write(selector.matchLabels()))
        .query(JdbcHostRepository::host)
        .list();
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
        Rows.instant(row, "registered_at"),
        Rows.instant(row, "last_seen_at"));
  }
}
