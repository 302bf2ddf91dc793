package io.fleetfoot.agent.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PhaseClockTest {

  private final PhaseClock clock = new PhaseClock(2_500_000_000L);

  @Test
  void refusesFrequencyOfZero() {
    assertThatIllegalArgumentException().isThrownBy(() -> new PhaseClock(0));
  }

  @Test
  void refusesCounterThatWentBack() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> clock.between(1000, 999))
        .withMessageContaining("went from 1000 back to 999");
  }

  @Test
  void measuresAcrossTheSignBit() {
    assertThat(clock.between(Long.MAX_VALUE, Long.MIN_VALUE + 4)).isEqualTo(Duration.ofNanos(2));
  }

  @Test
  void measuresWeeksWithoutOverflow() {
    assertThat(clock.between(0, 2_500_000_000L * 3_000_000))
        .isEqualTo(Duration.ofSeconds(3_000_000));
  }

  @Test
  void countsTheTicksOfWeeksAndRoundsThemDown() {
    assertThat(clock.ticks(Duration.ofSeconds(3_000_000))).isEqualTo(2_500_000_000L * 3_000_000);
    assertThat(clock.ticks(Duration.ofNanos(3))).isEqualTo(7);
  }

  @Test
  void namesThePhaseAndItsQuality() {
    PhaseTiming timing = clock.phase("blackout", 0, 5_000_000, Quality.BOUND, Source.PERF_PAGE);
    assertThat(timing)
        .isEqualTo(
            new PhaseTiming("blackout", Duration.ofMillis(2), Quality.BOUND, Source.PERF_PAGE));
    assertThat(timing.seconds()).isEqualTo(0.002);
    assertThat(timing.quality().wireName()).isEqualTo("bound");
  }

  @Test
  void refusesNegativePhase() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new PhaseTiming("boot", Duration.ofNanos(-1), Quality.EXACT, Source.JOURNAL));
  }
}
