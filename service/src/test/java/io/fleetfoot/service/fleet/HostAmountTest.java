package io.fleetfoot.service.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostAmountTest {

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "-1", "0", "0%", "101%", "1.5", "ten", "10 %", "99999999999"})
  void refusesWhatIsNoAmountOfHosts(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> HostAmount.parse(text));
  }

  @ParameterizedTest
  @CsvSource({"1, 10, 1", "12, 10, 10", "100%, 10, 10", "25%, 10, 2", "1%, 10, 0", "10%, 0, 0"})
  void roundsDown(String amount, int total, int expected) {
    assertThat(HostAmount.parse(amount).roundedDownOf(total)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1, 10, 1", "12, 10, 10", "100%, 10, 10", "25%, 10, 3", "1%, 10, 1", "10%, 0, 0"})
  void roundsUp(String amount, int total, int expected) {
    assertThat(HostAmount.parse(amount).roundedUpOf(total)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "40", "1%", "100%"})
  void spellsItselfAsItIsParsed(String text) {
    assertThat(HostAmount.parse(text)).hasToString(text);
  }
}
