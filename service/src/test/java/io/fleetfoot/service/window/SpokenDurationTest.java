package io.fleetfoot.service.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpokenDurationTest {

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 s",
    "PT0.25S, 250 ms",
    "PT1S, 1 s",
    "PT59.9S, 59 s",
    "PT90S, 1 min 30 s",
    "PT1H, 1 h",
    "PT1H0M5S, 1 h 5 s",
    "PT2H59M59S, 2 h 59 min 59 s",
    "PT24H, 1 day",
    "PT1200H, 50 days",
    "PT49H48M24.976926S, 2 d 1 h 48 min",
    "P1DT1S, 1 d",
    "-PT90S, -1 min 30 s"
  })
  void saysALengthOfTimeAsPeopleDo(Duration length, String words) {
    assertThat(SpokenDuration.of(length)).isEqualTo(words);
  }
}
