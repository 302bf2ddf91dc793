package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.service.access.Actor;
import io.fleetfoot.service.access.ApiToken;
import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.store.Replica;
import io.fleetfoot.service.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiTokensIT {

  private static final Duration HOUR = Duration.ofHours(1);
  private static Replica replica;

  private final AtomicReference<Instant> clock =
      new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.MILLIS));
  private ApiTokens tokens;
  private String name;

  @BeforeAll
  static void open() {
    replica = new Replica(TestDatabase.create(), RebootTimeouts.standard(), 1);
  }

  @AfterAll
  static void close() {
    replica.close();
  }

  @BeforeEach
  void create() {
    tokens = replica.apiTokens(clock::get);
    name = "t-" + UUID.randomUUID();
  }

  @Test
  void doesNotKnowATokenThatItDidNotMake() {
    assertThatExceptionOfType(UnauthenticatedException.class)
        .isThrownBy(() -> tokens.authenticate(new Token("fft_guess")))
        .isNotInstanceOf(TokenRefusedException.class);
  }

  @Test
  void refusesAnExpiredToken() {
    Token token = tokens.create(name, Role.VIEWER, HOUR).token();
    tokens.authenticate(token);
    clock.set(clock.get().plus(HOUR).plusSeconds(5));

    assertRefused(token, "token-expired");
  }

  @Test
  void refusesARevokedTokenAtOnce() {
    replica.actor.enter(Actor.token("ada", Role.ADMIN));
    ApiTokens.Created created = tokens.create(name, Role.VIEWER, HOUR);
    tokens.authenticate(created.token());
    tokens.revoke(created.apiToken().id());
    tokens.revoke(created.apiToken().id());
    replica.actor.leave();

    assertRefused(created.token(), "token-revoked");
    assertThat(moves(created)).containsExactly("token:ada -> LIVE", "token:ada LIVE -> REVOKED");
  }

  @Test
  void anotherReplicaRefusesARevokedTokenTenSecondsLater() {
    ApiTokens.Created created = tokens.create(name, Role.VIEWER, HOUR);
    tokens.authenticate(created.token());
    replica.apiTokens(clock::get).revoke(created.apiToken().id());
    clock.set(clock.get().plusSeconds(10));

    assertRefused(created.token(), "token-revoked");
  }

  @Test
  void refusesASecondLiveTokenOfOneName() {
    tokens.create(name, Role.VIEWER, HOUR);

    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> tokens.create(name, Role.VIEWER, HOUR))
        .satisfies(conflict -> assertThat(conflict.code()).isEqualTo("token-name-taken"));
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> tokens.create(ApiTokens.CONFIGURED, Role.VIEWER, HOUR));
  }

  @Test
  void givesTheNameOfARevokedOrExpiredTokenToAnother() {
    tokens.revoke(tokens.create(name, Role.VIEWER, HOUR).apiToken().id());
    ApiToken second = tokens.create(name, Role.VIEWER, HOUR).apiToken();
    replica
        .jdbc
        .sql(
            "update api_token set created_at = now() - interval '2 h',"
                + " expires_at = now() - interval '1 h' where id = ?")
        .param(second.id().value())
        .update();

    assertThat(tokens.create(name, Role.ADMIN, HOUR).apiToken().name()).isEqualTo(name);
  }

  @Test
  void keepsOnlyTheHashOfAToken() {
    ApiTokens.Created created = tokens.create(name, Role.VIEWER, HOUR);

    assertThat(created.token().value()).startsWith("fft_").hasSize(4 + 43);
    assertThat(
            replica
                .jdbc
                .sql("select row_to_json(api_token)::text from api_token where id = ?")
                .param(created.apiToken().id().value())
                .query(String.class)
                .single())
        .contains(created.token().hash().hex())
        .doesNotContain(created.token().value().substring(4));
  }

  @Test
  void knowsWhoComesWithoutAskingTheDatabaseEachTime() {
    ApiTokens.Created created = tokens.create(name, Role.OPERATOR, HOUR);
    tokens.authenticate(created.token());
    replica
        .jdbc
        .sql("delete from api_token where id = ?")
        .param(created.apiToken().id().value())
        .update();

    assertThat(tokens.authenticate(created.token()).actor())
        .isEqualTo(new Actor("token:" + name, Set.of(Role.OPERATOR)));
  }

  @Test
  void writesTheLastUseDownAtTheFlushAlone() {
    ApiTokens.Created created = tokens.create(name, Role.VIEWER, HOUR);
    tokens.authenticate(created.token());
    assertThat(tokens.get(created.apiToken().id()).lastUsedAt()).isNull();

    tokens.flush();

    assertThat(tokens.get(created.apiToken().id()).lastUsedAt()).isEqualTo(clock.get());
  }

  private List<String> moves(ApiTokens.Created created) {
    return replica
        .jdbc
        .sql(
            "select concat_ws(' ', actor, from_state, '->', to_state) from transition"
                + " where subject = 'API_TOKEN' and subject_id = ? order by id")
        .param(created.apiToken().id().value())
        .query(String.class)
        .list();
  }

  private void assertRefused(Token token, String code) {
    assertThatExceptionOfType(TokenRefusedException.class)
        .isThrownBy(() -> tokens.authenticate(token))
        .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
  }
}
