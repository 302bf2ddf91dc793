package io.fleetfoot.service.store;

import io.fleetfoot.service.scheduler.NonceRepository;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcNonceRepository implements NonceRepository {

  private static final String USE =
      """
      insert into used_nonce (key_id, nonce, forget_from)
      values (:keyId, :nonce, now() + :rememberedMillis * interval '1 millisecond')
      on conflict do nothing
      """;

  private static final String FORGET =
      """
      delete from used_nonce where forget_from < now()
      """;

  private final JdbcClient jdbc;

  JdbcNonceRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public boolean use(String keyId, String nonce, Duration remembered) {
    return jdbc.sql(USE)
            .param("keyId", keyId)
            .param("nonce", nonce)
            .param("rememberedMillis", remembered.toMillis())
            .update()
        == 1;
  }

  @Override
  public void forget() {
    jdbc.sql(FORGET).update();
  }
}
