package io.fleetfoot.agent.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

  private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

  @Test
  void refusesToWaitForNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 250, 500",
    "2, 500, 1000",
    "4, 2000, 4000",
    "7, 15000, 30000",
    "900, 15000, 30000"
  })
  void doublesUpToItsCapAndSpreadsByHalf(int failures, long least, long most) {
    for (int seed = 0; seed < 50; seed++) {
      assertThat(backoff.after(failures, new Random(seed)).toMillis()).isBetween(least, most);
    }
  }
}
