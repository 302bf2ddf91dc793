package io.fleetfoot.service.rollout.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fleetfoot.service.rollout.DurationSpread;
import io.fleetfoot.service.rollout.WhatIfAssumptions;
import io.fleetfoot.service.rollout.WhatIfQuestion;
import io.fleetfoot.service.testing.WrongCircumstances;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhatIfFieldsTest {

  private static final DurationSpread STAGING = spread("PT1M", "PT3M");

  @Test
  void assumesWhatIsUsual() {
    assertThat(read("{}").assumptions())
        .isEqualTo(new WhatIfAssumptions(0, 0, STAGING, spread("PT30S", "PT2M"), 1));
  }

  @Test
  void assumesHostsToBeDownForLongerWhereTheyMayGoThroughTheirFirmware() {
    Map<String, Object> question = question("{}");
    question.put("rollout", SpecJson.with("{'methods': ['reserved', 'firmware']}"));

    assertThat(words().read("$", question).assumptions().down()).isEqualTo(spread("PT5M", "PT10M"));
  }

  @Test
  void readsWhatIsAssumed() {
    WhatIfQuestion read =
        read(
            """
            {'failureRate': 0.5, 'silenceRate': 0, 'staging': {'median': 'PT1S', 'p95': 'PT1S'},
             'down': {'median': 'PT2S', 'p95': 'PT3S'}, 'seed': 5000000000}
            """);

    assertThat(read.rollout().name()).isEqualTo("test");
    assertThat(read.assumptions())
        .isEqualTo(
            new WhatIfAssumptions(
                0.5, 0, spread("PT1S", "PT1S"), spread("PT2S", "PT3S"), 5_000_000_000L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'foo': 1}              | $.foo: is not known here; known are rollout, failureRate, silenceRate, staging, down, seed",
        "{'seed': 1.5}           | $.seed: found 1.5, wanted a whole number of at most 64 bits",
        "{'seed': 99999999999999999999} | $.seed: found 99999999999999999999, wanted a whole number of at most 64 bits",
        "{'failureRate': 1.1}    | $.failureRate: found 1.1, wanted a number from 0 to 1",
        "{'failureRate': '5%'}   | $.failureRate: found \"5%\", wanted a number from 0 to 1",
        "{'failureRate': 0.75, 'silenceRate': 0.5} | $.silenceRate: found 0.5 beside a failureRate of 0.75, wanted no more than 1 of both together",
        "{'down': 'PT3M'}        | $.down: found \"PT3M\", wanted an object",
        "{'down': {'median': 'PT3M'}} | $.down.p95: is missing",
        "{'down': {'median': '3m', 'p95': 'PT3M'}} | $.down.median: found \"3m\", wanted PT0.001S to P1D in ISO 8601, where \"PT3M\" is three minutes",
        "{'down': {'median': 'PT3M', 'p95': 'PT2M'}} | $.down: a spread with median PT3M and p95 PT2M: the median must be more than zero, and p95 not less",
        "{'staging': {'median': 'PT3M', 'p95': 'PT2M'}} | $.staging: a spread with median PT3M and p95 PT2M: the median must be more than zero, and p95 not less",
        "{'rollout': 7}          | $.rollout: found 7, wanted an object",
        "{'rollout': null}       | $.rollout: is missing"
      })
  void namesAFaultByItsPath(String fields, String fault) {
    assertThat(faults(question(fields), Circumstances.any())).containsExactly(fault);
  }

  @Test
  void namesItsOwnFaultsTogetherWithTheRollouts() {
    Map<String, Object> question =
        question("{'failureRate': 2, 'down': {'median': 'PT3M', 'p95': 'PT2M'}}");
    question.put("rollout", SpecJson.with("{'soak': 'soon', 'deadline': '2020-01-01T00:00:00Z'}"));

    assertThat(faults(question, new WrongCircumstances()))
        .extracting(fault -> fault.substring(0, fault.indexOf(':')))
        .containsExactlyInAnyOrder(
            "$.failureRate",
            "$.down",
            "$.rollout.soak",
            "$.rollout.deadline",
            "$.rollout.kernelImage");
  }

  private static WhatIfQuestion read(String fields) {
    return words().read("$", question(fields));
  }

  private static List<String> faults(Map<String, Object> question, Circumstances circumstances) {
    return catchThrowableOfType(
            InvalidSpecException.class, () -> words().read("$", question, circumstances))
        .faults()
        .stream()
        .map(Fault::toString)
        .toList();
  }

  private static ObjectType<WhatIfQuestion> words() {
    return WhatIfFields.of(BootDeadlines.standard(), Instant.EPOCH);
  }

  private static Map<String, Object> question(String fields) {
    Map<String, Object> question = SpecJson.parse(fields);
    if (!question.containsKey("rollout")) {
      question.put("rollout", SpecJson.with("{}"));
    }
    return question;
  }

  private static DurationSpread spread(String median, String p95) {
    return new DurationSpread(Duration.parse(median), Duration.parse(p95));
  }
}
