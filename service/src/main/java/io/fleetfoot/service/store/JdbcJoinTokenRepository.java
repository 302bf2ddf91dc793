package io.fleetfoot.service.store;

import io.fleetfoot.service.scheduler.JoinTokenRepository;
import io.fleetfoot.service.scheduler.Token;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcJoinTokenRepository implements JoinTokenRepository {

  private static final String EXISTS =
      """
      select exists (select from join_token)
      """;

  private static final String REPLACE =
      """
      insert into join_token (name, token_hash)
      values ('default', decode(:token, 'hex'))
      on conflict (name) do update set token_hash = excluded.token_hash, created_at = now()
      """;

  private static final String ADMITS =
      """
      select exists (select from join_token where token_hash = decode(:token, 'hex'))
      """;

  private final JdbcClient jdbc;

  JdbcJoinTokenRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public boolean exists() {
    return jdbc.sql(EXISTS).query(Boolean.class).single();
  }

  @Override
  public void replace(Token.Hash hash) {
    Rows.one(jdbc.sql(REPLACE).param("token", hash.hex()).update(), "the join token");
  }

  @Override
  public boolean admits(Token.Hash hash) {
    return jdbc.sql(ADMITS).param("token", hash.hex()).query(Boolean.class).single();
  }
}
