package io.fleetfoot.service.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetfoot.service.rollout.Measurement.Grade;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricJudgementTest {

  @ParameterizedTest
  @CsvSource({
    "''   , OPEN",
    "SS   , OPEN",
    "SSS  , PASSED",
    "FSS  , PASSED",
    "FF   , FAILED",
    "SFSF , FAILED",
    "ISS  , PASSED",
    "II   , INCONCLUSIVE",
    "IFS  , PASSED",
    "EESSS, PASSED",
    "SEESS, PASSED",
    "EEE  , INCONCLUSIVE",
    "EESEESEES, PASSED",
    "SSE  , OPEN",
  })
  void passesFailsOrPausesByItsLimits(String measurements, MetricJudgement.Outcome outcome) {
    assertThat(MetricJudgement.judge(gate("result < 1", null), made(measurements)).outcome())
        .isEqualTo(outcome);
  }

  @Test
  void saysWhyWithTheFiguresAndTheLastMeasurement() {
    assertThat(MetricJudgement.judge(gate("result < 1", null), made("SFF")).reason())
        .isEqualTo("2 measurements failed, 1 are tolerated; the last: number 3");
  }

  @ParameterizedTest
  @CsvSource({
    "0.01, SUCCESSFUL, SUCCESSFUL",
    "0.07, FAILED    , INCONCLUSIVE",
    "0.5 , FAILED    , FAILED",
    "NaN , INCONCLUSIVE, INCONCLUSIVE",
  })
  void gradesByBothConditionsOrByTheSuccessConditionAlone(
      String sample, Grade withoutFailure, Grade withFailure) {
    QueryResult result = GateConditionTest.result(sample);

    assertThat(MetricJudgement.grade(gate("result < 0.05", null), result))
        .isEqualTo(withoutFailure);
    assertThat(MetricJudgement.grade(gate("result < 0.05", "result > 0.1"), result))
        .isEqualTo(withFailure);
  }

  @Test
  void failsWhereBothConditionsHold() {
    assertThat(
            MetricJudgement.grade(
                gate("result < 0.05", "result < 0.1"), GateConditionTest.result("0.01")))
        .isEqualTo(Grade.FAILED);
  }

  @Test
  void refusesAGateWhoseConditionCannotBeRead() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> gate("result < 1", "result >> 1"))
        .withMessageContaining("column 9");
  }

  private static List<Measurement> made(String grades) {
    List<Measurement> measurements = new ArrayList<>();
    for (char letter : grades.toCharArray()) {
      Grade grade =
          switch (letter) {
            case 'S' -> Grade.SUCCESSFUL;
            case 'F' -> Grade.FAILED;
            case 'I' -> Grade.INCONCLUSIVE;
            default -> Grade.ERROR;
          };
      int number = measurements.size() + 1;
      measurements.add(new Measurement(number, Instant.EPOCH, grade, "number " + number));
    }
    return measurements;
  }

  /** Three measurements, of which one may fail, one be inconclusive, and two in a row be errors. */
  private static MetricGate gate(String success, @Nullable String failure) {
    return new MetricGate(
        "errors", null, "q", success, failure, Duration.ofMinutes(1), 3, 1, 1, 2, Duration.ZERO);
  }
}
