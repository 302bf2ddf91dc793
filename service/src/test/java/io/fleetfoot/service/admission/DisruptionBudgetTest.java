package io.fleetfoot.service.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.fleet.HostAmount;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisruptionBudgetTest {

  @ParameterizedTest
  @CsvSource({"1, 100, 1", "5, 3, 3", "10%, 100, 10", "10%, 19, 1", "10%, 3, 1", "100%, 7, 7"})
  void limitsHowManyMayBeDown(String maxUnavailable, int total, int expected) {
    assertThat(new DisruptionBudget(HostAmount.parse(maxUnavailable)).limit(total))
        .isEqualTo(expected);
  }
}
