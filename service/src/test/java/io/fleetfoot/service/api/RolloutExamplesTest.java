package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.spec.BootDeadlines;
import io.fleetfoot.service.rollout.spec.ObjectType;
import io.fleetfoot.service.rollout.spec.RolloutFields;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RolloutExamplesTest {

  private static final ObjectType<RolloutSpec> WORDS =
      RolloutFields.of(BootDeadlines.standard(), Instant.EPOCH);

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleIsASpecWithoutAFault(Map<String, Object> example) {
    assertThatCode(() -> WORDS.read("$", example)).doesNotThrowAnyException();
  }

  @Test
  void theExamplesShowWindowsFreezesApprovalsGatesAndRollback() {
    Set<String> shown = new HashSet<>();
    examples().forEach(example -> shown.addAll(example.keySet()));

    assertThat(shown)
        .contains(
            "failureDomains",
            "partitionBy",
            "windows",
            "freezes",
            "approval",
            "gates",
            "hooks",
            "rollback",
            "timing",
            "retries",
            "deadline");
  }

  static List<Map<String, Object>> examples() {
    return SpecFile.examples();
  }
}
