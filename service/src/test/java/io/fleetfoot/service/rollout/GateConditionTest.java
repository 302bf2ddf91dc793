package io.fleetfoot.service.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetfoot.service.rollout.GateCondition.Answer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateConditionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          result < 0.05                               ; 0.04  ; TRUE
          result < 0.05                               ; 0.05  ; FALSE
          result<=0.05                                ; 0.05  ; TRUE
          result >= 0.99 && result <= 1               ; 0.995 ; TRUE
          result >= 0.99 && result <= 1               ; 1.01  ; FALSE
          result < 1 || result > 9 && result < 11     ; 10    ; TRUE
          (result < 1 || result > 9) && result < 9.5  ; 10    ; FALSE
          !(result > 1)                               ; 0     ; TRUE
          !result > 1                                 ; 0     ; FAULT
          result[0] == 3                              ; 3     ; TRUE
          result[1] != 3                              ; 3 4   ; TRUE
          len(result) > 0                             ;       ; FALSE
          len(result) == 2                            ; 1 2   ; TRUE
          default(result, 0) < 1                      ;       ; TRUE
          default(result[1], 7) == 7                  ; 1     ; TRUE
          default(result, 0) < 1                      ; 5     ; FALSE
          isNaN(result)                               ; NaN   ; TRUE
          !isNaN(result) && result < 1                ; NaN   ; FALSE
          isNaN(result) || result < 1                 ; NaN   ; TRUE
          result < 1                                  ; NaN   ; UNKNOWN
          !(result < 1)                               ; NaN   ; UNKNOWN
          result > -1e3                               ; -Infinity ; FALSE
          0.5 < result                                ; 1     ; TRUE
          true                                        ;       ; TRUE
          false || result == .5                       ; 0.5   ; TRUE
          """)
  void saysWhatHoldsOfTheSamples(String condition, String samples, String answer) {
    if (answer.equals("FAULT")) {
      assertThatIllegalArgumentException().isThrownBy(() -> GateCondition.parse(condition));
    } else {
      assertThat(GateCondition.parse(condition).of(result(samples)))
          .isEqualTo(Answer.valueOf(answer));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          ''                       ; 1  ; found the end, wanted a number
          result                   ; 1  ; found a number where a comparison is wanted
          result <                 ; 9  ; found the end, wanted a number
          result < 1 &&            ; 14 ; found the end
          result = 1               ; 8  ; found "= 1", wanted <, <=
          result < 1 < 2           ; 12 ; found "< 2"
          rate(result) < 1         ; 1  ; found "rate", wanted result
          len(5) > 1               ; 5  ; write len(result)
          result[x] < 1            ; 8  ; wanted the number of a sample
          result[0 < 1             ; 10 ; wanted ]
          default(result) < 1      ; 15 ; found ") < 1", wanted ,
          (result < 1              ; 12 ; found the end, wanted )
          result < 1)              ; 11 ; found ")"
          1 < (result < 2)         ; 5  ; found a comparison where a number is wanted
          result < 1 && result     ; 15 ; found a number where a comparison is wanted
          result < 5 % 2           ; 12 ; found "% 2"
          result < 1 and true      ; 12 ; found "and true"
          """)
  void namesTheColumnOfTheFirstFault(String condition, int column, String what) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GateCondition.parse(condition))
        .withMessageContaining("column %d: ".formatted(column))
        .withMessageContaining(what);
  }

  @Test
  void refusesWhatIsTooLongOrTooDeep() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GateCondition.parse("true" + " || true".repeat(200)))
        .withMessageContaining("at most 1024");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GateCondition.parse("(".repeat(200) + "true" + ")".repeat(200)))
        .withMessageContaining("lie in each other");
  }

  @Test
  void failsOnASampleThatIsNotThereAndSaysWhatToWrite() {
    assertThatExceptionOfType(GateCondition.NoSuchSampleException.class)
        .isThrownBy(() -> GateCondition.parse("result < 1").of(result(null)))
        .withMessageContaining("0 samples")
        .withMessageContaining("default(result[0], 0)");
    assertThatExceptionOfType(GateCondition.NoSuchSampleException.class)
        .isThrownBy(() -> GateCondition.parse("result < 1").of(result("1 2")))
        .withMessageContaining("2 samples")
        .withMessageContaining("result[0]");
  }

  static QueryResult result(String samples) {
    return new QueryResult(
        samples == null || samples.isBlank()
            ? List.of()
            : Arrays.stream(samples.split(" ")).map(Double::valueOf).toList());
  }
}
