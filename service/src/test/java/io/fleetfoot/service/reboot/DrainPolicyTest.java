package io.fleetfoot.service.reboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetfoot.service.reboot.DrainPolicy.Mode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrainPolicyTest {

  @ParameterizedTest
  @CsvSource({
    "-1, PT1S, 0, gracePeriodSeconds is -1",
    "30, PT0S, 0, drain timeout is PT0S",
    "30, -PT1S, 0, drain timeout is PT-1S",
    "30, PT1S, -1, skipWaitForDeleteTimeoutSeconds is -1"
  })
  void refusesATimeThatIsNegativeAndADrainWithoutAnEnd(
      int grace, Duration timeout, int skipWait, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new DrainPolicy(Mode.FULL, true, false, false, grace, timeout, skipWait, null))
        .withMessageContaining(message);
  }

  @Test
  void letsPodsEndAtOnceIfAsked() {
    DrainPolicy policy =
        new DrainPolicy(Mode.FULL, true, false, false, 0, Duration.ofSeconds(1), 0, null);

    assertThat(policy.gracePeriodSeconds()).isZero();
  }

  @Test
  void keepsWhatWouldBeLostUnlessAskedOtherwise() {
    DrainPolicy policy = DrainPolicy.full();

    assertThat(policy.mode()).isEqualTo(Mode.FULL);
    assertThat(policy.ignoreDaemonSets()).isTrue();
    assertThat(policy.deleteEmptyDirData()).isFalse();
    assertThat(policy.force()).isFalse();
    assertThat(DrainPolicy.none().mode()).isEqualTo(Mode.NONE);
  }
}
