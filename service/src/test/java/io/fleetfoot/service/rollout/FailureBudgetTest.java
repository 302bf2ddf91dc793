package io.fleetfoot.service.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailureBudgetTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "101%", "5 %", "some", "1.5", "%"})
  void refusesWhatIsNeitherANumberNorAPercentage(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> FailureBudget.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 100, 0",
    "3, 100, 3",
    "3, 2, 3",
    "0%, 100, 0",
    "5%, 100, 5",
    "5%, 19, 0",
    "100%, 7, 7"
  })
  void toleratesSoManyOfSoManyHosts(String text, int total, int limit) {
    FailureBudget budget = FailureBudget.parse(text);

    assertThat(budget).hasToString(text);
    assertThat(budget.allows(limit, total)).isTrue();
    assertThat(budget.allows(limit + 1, total)).isFalse();
  }
}
