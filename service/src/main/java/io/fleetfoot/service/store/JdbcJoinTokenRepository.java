package io.fleetfoot.service.store;

import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.scheduler.ConflictException;
import io.fleetfoot.service.scheduler.JoinToken;
import io.fleetfoot.service.scheduler.JoinTokenRepository;
import io.fleetfoot.service.scheduler.Token;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcJoinTokenRepository implements JoinTokenRepository {

  private static final String HAS_DEFAULT =
      """
      select exists (select from join_token where name = 'default')
      """;

  private static final String REPLACE_DEFAULT =
      """
      insert into join_token (name, token_hash)
      values ('default', decode(:token, 'hex'))
      on conflict (name) where revoked_at is null
      do update set token_hash = excluded.token_hash, uses = 0, created_at = now()
      """;

  private static final String COLUMNS =
      """
      id, name, labels, expires_at, max_uses, uses, created_at, revoked_at,
      case when revoked_at is not null then 'REVOKED'
           when expires_at <= now() then 'EXPIRED'
           when uses >= max_uses then 'USED_UP'
           else 'USABLE' end as state
      """;

  private static final String INSERT =
      """
      insert into join_token (name, token_hash, labels, expires_at, max_uses)
      values (:name, decode(:token, 'hex'), cast(:labels as jsonb), :expiresAt, :maxUses)
      on conflict (name) where revoked_at is null do nothing
      returning
      """
          + COLUMNS;

  static final String SELECT = "select " + COLUMNS + "from join_token ";

  private static final String FIND_BY_HASH = SELECT + "where token_hash = decode(:token, 'hex')";

  private static final String FIND = SELECT + "where id = :id";

  private static final String USE =
      """
      update join_token
      set uses = uses + 1
      where id = :id and revoked_at is null
        and (expires_at is null or expires_at > now())
        and (max_uses is null or uses < max_uses)
      """;

  private static final String REVOKE =
      """
      update join_token set revoked_at = now() where id = :id and revoked_at is null
      """;

  private final JdbcClient jdbc;

  JdbcJoinTokenRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public boolean hasDefault() {
    return jdbc.sql(HAS_DEFAULT).query(Boolean.class).single();
  }

  @Override
  public void replaceDefault(Token.Hash hash) {
    Rows.one(
        jdbc.sql(REPLACE_DEFAULT).param("token", hash.hex()).update(), "the default join token");
  }

  @Override
  public JoinToken insert(
      Token.Hash hash,
      String name,
      Labels labels,
      @Nullable Instant expiresAt,
      @Nullable Integer maxUses) {
    return jdbc.sql(INSERT)
        .param("token", hash.hex())
        .param("name", name)
        .param("labels", Json.write(labels.values()))
        .param("expiresAt", time(expiresAt), Types.TIMESTAMP_WITH_TIMEZONE)
        .param("maxUses", maxUses, Types.INTEGER)
        .query(JdbcJoinTokenRepository::joinToken)
        .optional()
        .orElseThrow(
            () ->
                new ConflictException(
                    "join-token-name-taken",
                    "there is a join token \"%s\"; revoke it first, or name this one otherwise"
                        .formatted(name)));
  }

  @Override
  public Optional<JoinToken> find(Token.Hash hash) {
    return jdbc.sql(FIND_BY_HASH)
        .param("token", hash.hex())
        .query(JdbcJoinTokenRepository::joinToken)
        .optional();
  }

  @Override
  public Optional<JoinToken> find(UUID id) {
    return jdbc.sql(FIND).param("id", id).query(JdbcJoinTokenRepository::joinToken).optional();
  }

  @Override
  public boolean use(UUID id) {
    return jdbc.sql(USE).param("id", id).update() == 1;
  }

  @Override
  public boolean revoke(UUID id) {
    return jdbc.sql(REVOKE).param("id", id).update() == 1;
  }

  private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  @SuppressWarnings("unchecked")
  static JoinToken joinToken(ResultSet row, int index) throws SQLException {
    return new JoinToken(
        row.getObject("id", UUID.class),
        row.getString("name"),
        new Labels(Json.read(row.getString("labels"), Map.class)),
        JoinToken.State.valueOf(row.getString("state")),
        Rows.instantOrNull(row, "expires_at"),
        row.getObject("max_uses", Integer.class),
        row.getInt("uses"),
        Rows.instant(row, "created_at"),
        Rows.instantOrNull(row, "revoked_at"));
  }
}
