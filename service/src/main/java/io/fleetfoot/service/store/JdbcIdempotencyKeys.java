package io.fleetfoot.service.store;

import io.fleetfoot.service.scheduler.IdempotencyKeys;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The row is the lock: each statement stands alone, so that no transaction spans a request. */
@Repository
class JdbcIdempotencyKeys implements IdempotencyKeys {

  private static final String CLAIM =
      """
      insert into idempotency_key as known (actor, key, claim, digest, leased_until, expires_at)
      values (:actor, :key, :claim, decode(:digest, 'hex'),
              now() + :leaseMillis * interval '1 millisecond',
              now() + :keptMillis * interval '1 millisecond')
      on conflict (actor, key) do update
        set claim = excluded.claim, digest = excluded.digest, leased_until = excluded.leased_until,
            expires_at = excluded.expires_at, status = null, secret = false, location = null,
            etag = null, content_type = null, body = null
        where known.expires_at <= now()
          or (known.status is null and known.leased_until <= now()
              and known.digest = excluded.digest)
      """;

  private static final String FIND =
      """
      select digest = decode(:digest, 'hex') as same, status, secret, location, etag, content_type,
             body
      from idempotency_key
      where actor = :actor and key = :key
      """;

  private static final String KEEP =
      """
      update idempotency_key
      set status = :status, location = :location, etag = :etag, content_type = :contentType,
          body = :body
      where actor = :actor and key = :key and claim = :claim
      """;

  private static final String KEEP_SECRET =
      """
      update idempotency_key
      set status = :status, secret = true
      where actor = :actor and key = :key and claim = :claim
      """;

  private static final String RELEASE =
      """
      delete from idempotency_key
      where actor = :actor and key = :key and claim = :claim and status is null
      """;

  private static final String PRUNE =
      """
      delete from idempotency_key where expires_at <= now()
      """;

  private final JdbcClient jdbc;

  JdbcIdempotencyKeys(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Outcome claim(Key key, String digest, Duration lease, Duration kept) {
    UUID claim = UUID.randomUUID();
    int rows =
        of(CLAIM, key, claim)
            .param("digest", digest)
            .param("leaseMillis", lease.toMillis())
            .param("keptMillis", kept.toMillis())
            .update();
    return rows == 1 ? new Outcome.Claimed(claim) : taken(key, digest);
  }

  /** A key that was freed in between is in progress for one who asks again. */
  private Outcome taken(Key key, String digest) {
    Optional<Outcome> found =
        jdbc.sql(FIND)
            .param("actor", key.actor())
            .param("key", key.value())
            .param("digest", digest)
            .query(JdbcIdempotencyKeys::outcome)
            .optional();
    return found.orElseGet(Outcome.InProgress::new);
  }

  @Override
  public void keep(Key key, UUID claim, Answer answer) {
    int rows =
        of(KEEP, key, claim)
            .param("status", answer.status())
            .param("location", answer.location())
            .param("etag", answer.etag())
            .param("contentType", answer.contentType())
            .param("body", answer.body())
            .update();
    Rows.one(rows, "the answer under an idempotency key");
  }

  @Override
  public void keepSecret(Key key, UUID claim, int status) {
    Rows.one(
        of(KEEP_SECRET, key, claim).param("status", status).update(),
        "the answer under an idempotency key");
  }

  @Override
  public void release(Key key, UUID claim) {
    of(RELEASE, key, claim).update();
  }

  @Override
  public int prune() {
    return jdbc.sql(PRUNE).update();
  }

  private JdbcClient.StatementSpec of(String statement, Key key, UUID claim) {
    return jdbc.sql(statement)
        .param("actor", key.actor())
        .param("key", key.value())
        .param("claim", claim);
  }

  private static Outcome outcome(ResultSet row, int index) throws SQLException {
    int status = row.getInt("status");
    if (!row.getBoolean("same")) {
      return new Outcome.Reused();
    } else if (status == 0) {
      return new Outcome.InProgress();
    } else if (row.getBoolean("secret")) {
      return new Outcome.SecretlyAnswered();
    }
    return new Outcome.Answered(
        new Answer(
            status,
            row.getString("location"),
            row.getString("etag"),
            row.getString("content_type"),
            row.getString("body")));
  }
}
