package io.fleetfoot.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.access.Identity;
import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.scheduler.ApiTokens;
import io.fleetfoot.service.scheduler.RebootTimeouts;
import io.fleetfoot.service.scheduler.Token;
import io.fleetfoot.service.store.Replica;
import io.fleetfoot.service.testing.TestDatabase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class FirstAdminTokenIT {

  private static final Pattern SECRET = Pattern.compile("fft_[A-Za-z0-9_-]+");

  private Replica replica;
  private ApiTokens tokens;

  @BeforeEach
  void open() {
    replica = new Replica(TestDatabase.create(), RebootTimeouts.standard(), 1);
    tokens = replica.apiTokens(InstantSource.system());
  }

  @AfterEach
  void close() {
    replica.close();
  }

  @Test
  void printsAnAdminTokenAtTheFirstStartAndAtNoOther(CapturedOutput output) {
    start(false);
    start(false);

    List<String> shown = shown(output);
    assertThat(shown).hasSize(1);
    Identity admin = tokens.authenticate(new Token(shown.get(0)));
    assertThat(admin.actor().may(Role.ADMIN)).isTrue();
    assertThat(admin.expiresAt())
        .isBetween(
            InstantSource.system().instant().plus(Duration.ofHours(23)),
            InstantSource.system().instant().plus(Duration.ofHours(25)));
  }

  @Test
  void printsAnotherOnceTheFirstHasExpiredAndNobodyElseIsAdmin(CapturedOutput output) {
    start(false);
    expireAll();

    start(false);

    assertThat(shown(output)).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void printsNoneWhereAnAdminLivesOrAdminsComeByOidc(CapturedOutput output) {
    tokens.create("ada", Role.ADMIN, Duration.ofHours(1));
    start(false);
    expireAll();

    start(true);

    assertThat(shown(output)).isEmpty();
  }

  private void start(boolean peopleComeByOidc) {
    new FirstAdminToken(tokens, peopleComeByOidc).afterPropertiesSet();
  }

  private void expireAll() {
    replica
        .jdbc
        .sql(
            "update api_token set created_at = now() - interval '2 h',"
                + " expires_at = now() - interval '1 h'")
        .update();
  }

  private static List<String> shown(CapturedOutput output) {
    return SECRET.matcher(output).results().map(MatchResult::group).toList();
  }
}
