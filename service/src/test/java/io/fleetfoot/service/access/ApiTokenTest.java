package io.fleetfoot.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTokenTest {

  private static final Instant EXPIRY = Instant.EPOCH.plusSeconds(100);

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "-x", "two words", "token:ci", "line\nbreak"})
  void refusesANameThatWouldBlurTheOutbox(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> token(name, null));
  }

  @Test
  void expiresAtItsTime() {
    ApiToken token = token("ci", null);

    assertThat(token.standing(EXPIRY.minusNanos(1))).isEqualTo(ApiToken.Standing.LIVE);
    assertThat(token.standing(EXPIRY)).isEqualTo(ApiToken.Standing.EXPIRED);
  }

  @Test
  void isRevokedUnlessItHadExpiredBefore() {
    assertThat(token("ci", EXPIRY.minusSeconds(1)).standing(EXPIRY))
        .isEqualTo(ApiToken.Standing.REVOKED);
    assertThat(token("ci", EXPIRY.plusSeconds(1)).standing(EXPIRY))
        .isEqualTo(ApiToken.Standing.EXPIRED);
  }

  private static ApiToken token(String name, @Nullable Instant revokedAt) {
    return new ApiToken(
        new ApiTokenId(UUID.randomUUID()),
        name,
        Role.VIEWER,
        "token:ada",
        Instant.EPOCH,
        EXPIRY,
        null,
        revokedAt);
  }
}
