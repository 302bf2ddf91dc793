package io.fleetfoot.service.reboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExecIdTest {

  private static final ExecId EXEC_ID = new ExecId("fx-1c9d5a7b3e2f4860");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "fx-",
        "1c9d5a7b3e2f4860",
        "fx-1C9D5A7B3E2F4860",
        "fx-1c9d5a7b3e2f4860 init=/x"
      })
  void refusesAnotherForm(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new ExecId(text));
  }

  @Test
  void isMadeOfChanceAlone() {
    SplittableRandom random = new SplittableRandom(42);

    assertThat(ExecId.random(random)).isNotEqualTo(ExecId.random(random));
  }

  @ParameterizedTest
  @CsvSource({
    "console=ttyS0 fleetfoot.exec=fx-1c9d5a7b3e2f4860, true",
    "fleetfoot.exec=fx-1c9d5a7b3e2f4860 quiet, true",
    "quiet, false",
    "'', false",
    "fleetfoot.exec=fx-1c9d5a7b3e2f48601, false",
    "xfleetfoot.exec=fx-1c9d5a7b3e2f4860, false"
  })
  void isFoundOnACommandLineOnlyWhole(String commandLine, boolean found) {
    assertThat(EXEC_ID.isOn(commandLine)).isEqualTo(found);
  }
}
