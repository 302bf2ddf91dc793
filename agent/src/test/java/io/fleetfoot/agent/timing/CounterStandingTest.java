package io.fleetfoot.agent.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CounterStandingTest {

  @ParameterizedTest
  @CsvSource({
    "kvm-clock, constant_tsc, false",
    "kvm-clock, nonstop_tsc, false",
    "kvm-clock, constant_tsc nonstop_tsc, true",
    "xen, fpu, false",
    "hyperv_clocksource_tsc_page, fpu, false",
    "tsc, fpu, true",
    "hpet, fpu, true",
    "'', '', true"
  })
  void lastsUnlessAHypervisorGivesAnotherClockAndDoesNotPromiseIt(
      String clockSource, String flags, boolean lasts) {
    assertThat(CounterStanding.lasts(clockSource, Set.of(flags.split(" ")))).isEqualTo(lasts);
  }
}
