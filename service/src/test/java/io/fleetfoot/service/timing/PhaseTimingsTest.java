package io.fleetfoot.service.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhaseTimingsTest {

  @Test
  void refusesANegativeLength() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> timing(Phase.BOOT, "-0.1"))
        .withMessageContaining("boot");
  }

  @Test
  void refusesAPhaseTimedTwice() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new PhaseTimings(List.of(timing(Phase.BOOT, "1"), timing(Phase.BOOT, "2"))))
        .withMessage("phase boot is timed twice");
  }

  @Test
  void ordersPhasesAsTheyHappen() {
    PhaseTimings timings =
        new PhaseTimings(List.of(timing(Phase.BOOT, "1"), timing(Phase.FETCH, "2")));

    assertThat(timings.timings())
        .extracting(PhaseTiming::phase)
        .containsExactly(Phase.FETCH, Phase.BOOT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.0624", "4.87", "10", "0.000000001", "120"})
  void givesBackTheSecondsThatItWasMadeOf(String seconds) {
    assertThat(timing(Phase.BLACKOUT, seconds).seconds().toPlainString()).isEqualTo(seconds);
  }

  @Test
  void roundsToNanoseconds() {
    assertThat(timing(Phase.BLACKOUT, "0.0000000016").length()).isEqualTo(Duration.ofNanos(2));
  }

  @Test
  void knowsNoPhaseOfANewerAgent() {
    assertThat(Phase.named("firmware")).isEmpty();
  }

  @Test
  void refusesAQualityThatItDoesNotKnow() {
    assertThatIllegalArgumentException().isThrownBy(() -> Quality.named("guessed"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Perf page", "perf_page", "0123456789012345678901234567890123456789a"})
  void refusesASourceThatIsNoWord(String source) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> timing(Phase.BLACKOUT, "1").from(source))
        .withMessageContaining("blackout");
  }

  private static PhaseTiming timing(Phase phase, String seconds) {
    return PhaseTiming.ofSeconds(phase, new BigDecimal(seconds), Quality.EXACT);
  }
}
