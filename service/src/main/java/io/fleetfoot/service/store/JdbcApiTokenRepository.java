package io.fleetfoot.service.store;

import io.fleetfoot.service.access.ApiToken;
import io.fleetfoot.service.access.ApiTokenId;
import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.scheduler.ApiTokenRepository;
import io.fleetfoot.service.scheduler.Token;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcApiTokenRepository implements ApiTokenRepository {

  private static final String FREE_NAME =
      """
      update api_token
      set revoked_at = now()
      where name = :name and revoked_at is null and expires_at <= now()
      """;

  private static final String INSERT =
      """
      insert into api_token (id, name, token_hash, role, created_by, expires_at)
      values (:id, :name, decode(:hash, 'hex'), :role, :createdBy, now() + :lifetime * interval '1 millisecond')
      returning id, name, role, created_by, created_at, expires_at, last_used_at, revoked_at
      """;

  static final String SELECT =
      """
      select id, name, role, created_by, created_at, expires_at, last_used_at, revoked_at
      from api_token
      """;

  private static final String FIND = SELECT + "where id = :id";

  private static final String FIND_BY_HASH = SELECT + "where token_hash = decode(:hash, 'hex')";

  private static final String LIST = SELECT + "order by created_at desc, id";

  private static final String EXISTS_LIVE =
      """
      select exists (select from api_token where role = :role and revoked_at is null and expires_at > now())
      """;

  private static final String REVOKE =
      """
      update api_token set revoked_at = now() where id = :id and revoked_at is null
      """;

  private static final String SAVE_LAST_USES =
      """
      update api_token
      set last_used_at = greatest(last_used_at, used.at)
      from unnest(cast(:ids as uuid[]), cast(:times as timestamptz[])) as used (id, at)
      where api_token.id = used.id
      """;

  private final JdbcClient jdbc;

  JdbcApiTokenRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void freeName(String name) {
    jdbc.sql(FREE_NAME).param("name", name).update();
  }

  @Override
  public ApiToken insert(ApiTokenId id, Token.Hash hash, NewToken token) {
    return jdbc.sql(INSERT)
        .param("id", id.value())
        .param("name", token.name())
        .param("hash", hash.hex())
        .param("role", token.role().name())
        .param("createdBy", token.createdBy())
        .param("lifetime", token.lifetime().toMillis())
        .query(JdbcApiTokenRepository::apiToken)
        .single();
  }

  @Override
  public Optional<ApiToken> find(ApiTokenId id) {
    return jdbc.sql(FIND)
        .param("id", id.value())
        .query(JdbcApiTokenRepository::apiToken)
        .optional();
  }

  @Override
  public Optional<ApiToken> findByHash(Token.Hash hash) {
    return jdbc.sql(FIND_BY_HASH)
        .param("hash", hash.hex())
        .query(JdbcApiTokenRepository::apiToken)
        .optional();
  }

  @Override
  public List<ApiToken> list() {
    return jdbc.sql(LIST).query(JdbcApiTokenRepository::apiToken).list();
  }

  @Override
  public boolean existsLive(Role role) {
    return jdbc.sql(EXISTS_LIVE).param("role", role.name()).query(Boolean.class).single();
  }

  @Override
  public boolean revoke(ApiTokenId id) {
    return jdbc.sql(REVOKE).param("id", id.value()).update() == 1;
  }

  @Override
  public void saveLastUses(Map<ApiTokenId, Instant> uses) {
    List<Map.Entry<ApiTokenId, Instant>> inOrder = List.copyOf(uses.entrySet());
    jdbc.sql(SAVE_LAST_USES)
        .param("ids", inOrder.stream().map(use -> use.getKey().toString()).toArray(String[]::new))
        .param(
            "times", inOrder.stream().map(use -> use.getValue().toString()).toArray(String[]::new))
        .update();
  }

  static ApiToken apiToken(ResultSet row, int index) throws SQLException {
    return new ApiToken(
        new ApiTokenId(row.getObject("id", UUID.class)),
        row.getString("name"),
        Role.valueOf(row.getString("role")),
        row.getString("created_by"),
        Rows.instant(row, "created_at"),
        Rows.instant(row, "expires_at"),
        Rows.instantOrNull(row, "last_used_at"),
        Rows.instantOrNull(row, "revoked_at"));
  }
}
