package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecentNoncesTest {

  private static final Duration GENERATION = Duration.ofMinutes(2);

  private Instant now = Instant.EPOCH;
  private final RecentNonces nonces = new RecentNonces(GENERATION, now);

  @Test
  void refusesANonceForTwoGenerations() {
    assertThat(nonces.use("k", "n", now)).isTrue();
    for (int seconds = 0; seconds <= 240; seconds += 40) {
      assertThat(nonces.use("k", "n", now.plusSeconds(seconds))).as(seconds + " s").isFalse();
    }
  }

  @Test
  void refusesIfUsedAtTheEndOfAGeneration() {
    now = now.plusSeconds(119);
    nonces.use("k", "n", now);

    assertThat(nonces.use("k", "n", now.plusSeconds(240))).isFalse();
  }

  @Test
  void forgetsAfterThreeGenerations() {
    nonces.use("k", "n", now);

    assertThat(nonces.use("k", "n", now.plusSeconds(361))).isTrue();
  }

  @Test
  void forgetsAllWhenNothingWasHeardForLong() {
    nonces.use("k", "n", now);
    nonces.use("k", "n2", now.plusSeconds(130));

    assertThat(nonces.use("k", "n3", now.plus(Duration.ofDays(365)))).isTrue();
    assertThat(nonces.size()).isEqualTo(1);
  }

  @Test
  void tellsKeysAndNoncesApart() {
    nonces.use("k", "n", now);

    assertThat(nonces.use("k", "m", now)).isTrue();
    assertThat(nonces.use("j", "n", now)).isTrue();
    assertThat(nonces.size()).isEqualTo(3);
  }

  @Test
  void holdsNoMoreThanThreeGenerations() {
    for (int i = 0; i < 10_000; i++) {
      nonces.use("k", "n" + i, now.plusSeconds(i));
    }

    assertThat(nonces.size()).isLessThanOrEqualTo(360);
  }
}
