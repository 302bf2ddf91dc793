package io.fleetfoot.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KexecStampsTest {

  private static final String BZIMAGE =
      "boot 1 entered-by firmware mhz 2500.000 machine_kexec 1000 relocated 1500 bzimage 2500"
          + " startup_64 4500 start_kernel 6000";

  @Test
  void dividesAHopIntoItsStages() {
    assertThat(KexecStamps.parse(BZIMAGE)).hasValue(new KexecStamps(500, 1000, 2000, 1500, 2500));
  }

  @Test
  void knowsNoDecompressionWhereNoBzImageWasEntered() {
    assertThat(KexecStamps.parse(BZIMAGE.replace(" bzimage 2500", "")))
        .hasValue(new KexecStamps(500, 3000, 0, 1500, 2500));
  }

  @Test
  void saysMillisecondsByTheFrequencyOfTheCounter() {
    KexecStamps hop = KexecStamps.parse(BZIMAGE).orElseThrow();
    assertThat(hop.total()).isEqualTo(5000);
    assertThat(hop.milliseconds()).isEqualTo(0.002);
  }

  @Test
  void findsNothingInABootByFirmware() {
    assertThat(KexecStamps.parse("boot 0 mhz 2500.000 startup_64 4500 start_kernel 6000"))
        .isEmpty();
  }

  @Test
  void refusesStampsThatRunBackwards() {
    assertThatThrownBy(() -> KexecStamps.parse(BZIMAGE.replace("relocated 1500", "relocated 900")))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("backwards");
  }
}
