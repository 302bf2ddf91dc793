package io.fleetfoot.service.rollout.spec;

import io.fleetfoot.service.rollout.DurationSpread;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.WhatIfAssumptions;
import io.fleetfoot.service.rollout.WhatIfQuestion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The words in which it is asked what a rollout would come to. */
public final class WhatIfFields {

  private static final DurationSpread STAGING_USUAL =
      new DurationSpread(Duration.ofMinutes(1), Duration.ofMinutes(3));
  private static final DurationSpread DOWN_USUAL =
      new DurationSpread(Duration.ofSeconds(30), Duration.ofMinutes(2));
  private static final DurationSpread DOWN_THROUGH_FIRMWARE =
      new DurationSpread(Duration.ofMinutes(5), Duration.ofMinutes(10));

  private static final FieldType<Duration> TIME =
      TextTypes.span(Duration.ofMillis(1), Duration.ofDays(1));

  private static final Field<DurationSpread, Duration> MEDIAN =
      Field.of("median", TIME, DurationSpread::median)
          .needed()
          .says("Half of the time, no longer than this.")
          .like("PT30S");

  private static final Field<DurationSpread, Duration> P95 =
      Field.of("p95", TIME, DurationSpread::p95)
          .needed()
          .says("95 times of 100, no longer than this; not shorter than `median`.")
          .like("PT2M");

  private static final ObjectType<DurationSpread> SPREAD =
      new ObjectType<>(
          "Spread",
          List.of(MEDIAN, P95),
          List.of(),
          parsed -> new DurationSpread(parsed.get(MEDIAN), parsed.get(P95)));

  private static final Field<WhatIfQuestion, Double> FAILURE_RATE =
      Field.of(
              "failureRate",
              FieldTypes.share(),
              (WhatIfQuestion question) -> question.assumptions().failureRate())
          .usually(0.0)
          .says("The share of hosts that come up on their old kernel; none when absent.")
          .like(0.05);

  private static final Field<WhatIfQuestion, Double> SILENCE_RATE =
      Field.of(
              "silenceRate",
              FieldTypes.share(),
              (WhatIfQuestion question) -> question.assumptions().silenceRate())
          .usually(0.0)
          .says(
              "The share of hosts that never speak again; none when absent. Together with `failureRate` no more than 1.")
          .like(0.01);

  private static final Field<WhatIfQuestion, DurationSpread> STAGING =
      Field.of(
              "staging",
              SPREAD.type(),
              (WhatIfQuestion question) -> question.assumptions().staging())
          .usually(STAGING_USUAL)
          .says("How long a host takes to stage; PT1M, and at most PT3M, when absent.")
          .like(Map.of("median", "PT1M", "p95", "PT3M"));

  private static final Field<WhatIfQuestion, DurationSpread> DOWN =
      Field.of("down", SPREAD.type(), (WhatIfQuestion question) -> question.assumptions().down())
          .says(
              "How long a host is down until its boot is reported. When absent PT30S, and at most PT2M; PT5M, and at most PT10M, where hosts may go through their firmware.")
          .like(Map.of("median", "PT30S", "p95", "PT2M"));

  private static final Field<WhatIfQuestion, Long> SEED =
      Field.of(
              "seed",
              FieldTypes.anyNumber(),
              (WhatIfQuestion question) -> question.assumptions().seed())
          .usually(1L)
          .says("The seed of chance: the same one gives the same result; 1 when absent.")
          .like(1);

  private WhatIfFields() {}

  /** Returns the words, for a service that gives hosts so long to boot, and for the time it is. */
  public static ObjectType<WhatIfQuestion> of(BootDeadlines usual, Instant now) {
    Field<WhatIfQuestion, RolloutSpec> rollout =
        Field.of("rollout", RolloutFields.of(usual, now).type(), WhatIfQuestion::rollout)
            .needed()
            .says("The rollout, as it would be asked for.");
    return new ObjectType<>(
        "WhatIfRequest",
        List.of(rollout, FAILURE_RATE, SILENCE_RATE, STAGING, DOWN, SEED),
        List.of(WhatIfFields::requireNoMoreThanAll),
        parsed -> question(parsed, parsed.get(rollout)));
  }

  private static void requireNoMoreThanAll(Parsed parsed) {
    double failures = parsed.find(FAILURE_RATE).orElse(0.0);
    double silences = parsed.find(SILENCE_RATE).orElse(0.0);
    if (failures + silences > 1) {
      parsed.fault(
          SILENCE_RATE,
          "found %s beside a failureRate of %s, wanted no more than 1 of both together"
              .formatted(silences, failures));
    }
  }

  private static WhatIfQuestion question(Parsed parsed, RolloutSpec rollout) {
    DurationSpread usualDown = rollout.load().allowsFirmware() ? DOWN_THROUGH_FIRMWARE : DOWN_USUAL;
    return new WhatIfQuestion(
        rollout,
        new WhatIfAssumptions(
            parsed.get(FAILURE_RATE),
            parsed.get(SILENCE_RATE),
            parsed.get(STAGING),
            parsed.find(DOWN).orElse(usualDown),
            parsed.get(SEED)));
  }
}
