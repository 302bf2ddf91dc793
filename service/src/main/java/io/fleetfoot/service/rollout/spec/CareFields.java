package io.fleetfoot.service.rollout.spec;

import io.fleetfoot.service.rollout.Retries;
import io.fleetfoot.service.rollout.TimingPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What happens to hosts that failed, and to a rollout that became slow. */
final class CareFields {

  private static final int MOST_RETRIES = 10;
  private static final int FEWEST_SAMPLES = 5;
  private static final int MOST_SAMPLES = 10_000;
  private static final int MOST_TOLERANCE = 1000;
  private static final Duration LONGEST_BACKOFF = Duration.ofDays(7);

  private static final Field<Retries, Integer> LIMIT =
      Field.of("limit", FieldTypes.number(0, MOST_RETRIES), Retries::limit)
          .usually(Retries.none().limit())
          .says("How many times a failed host is tried again; 0 tries once.")
          .like(2);

  private static final Field<Retries, Duration> BACKOFF =
      Field.of("backoff", TextTypes.span(Duration.ZERO, LONGEST_BACKOFF), Retries::backoff)
          .usually(Retries.none().backoff())
          .says("How long it waits before the first retry; twice as long before each further one.")
          .like("PT2M");

  private static final Field<Retries, Duration> MAX_BACKOFF =
      Field.of("maxBackoff", TextTypes.span(Duration.ZERO, LONGEST_BACKOFF), Retries::maxBackoff)
          .usually(Retries.none().maxBackoff())
          .says("How long it waits at most; not shorter than `backoff`.")
          .like("PT1H");

  static final ObjectType<Retries> RETRIES =
      new ObjectType<>(
          "RolloutRetries",
          List.of(LIMIT, BACKOFF, MAX_BACKOFF),
          List.of(CareFields::requireLongest),
          parsed -> new Retries(parsed.get(LIMIT), parsed.get(BACKOFF), parsed.get(MAX_BACKOFF)));

  private static final Field<TimingPolicy, TimingPolicy.Action> ACTION =
      Field.of("action", FieldTypes.choice(TimingPolicy.Action.values()), TimingPolicy::action)
          .usually(TimingPolicy.warn().action())
          .says("What a wave does that took longer than earlier reboots of the same kind.")
          .like("pause");

  private static final Field<TimingPolicy, Integer> MIN_SAMPLES =
      Field.of(
              "minSamples",
              FieldTypes.number(FEWEST_SAMPLES, MOST_SAMPLES),
              TimingPolicy::minSamples)
          .usually(TimingPolicy.warn().minSamples())
          .says("How many timings both sides need before they are compared.")
          .like(20);

  private static final Field<TimingPolicy, Integer> TOLERANCE =
      Field.of("tolerance", FieldTypes.number(0, MOST_TOLERANCE), TimingPolicy::tolerance)
          .usually(TimingPolicy.warn().tolerance())
          .says("By how many percent of the baseline's median a phase may be longer.")
          .like(20);

  static final ObjectType<TimingPolicy> TIMING =
      new ObjectType<>(
          "RolloutTiming",
          List.of(ACTION, MIN_SAMPLES, TOLERANCE),
          List.of(),
          parsed ->
              new TimingPolicy(parsed.get(ACTION), parsed.get(MIN_SAMPLES), parsed.get(TOLERANCE)));

  private CareFields() {}

  /** A longest wait that is out of its bounds is named for that alone. */
  private static void requireLongest(Parsed parsed) {
    Optional<Duration> first = parsed.meant(BACKOFF);
    Optional<Duration> longest = parsed.find(MAX_BACKOFF);
    if (first.isPresent() && longest.isPresent() && longest.get().compareTo(first.get()) < 0) {
      parsed.fault(
          parsed.has(MAX_BACKOFF) ? MAX_BACKOFF : BACKOFF,
          "found a backoff of %s and a maxBackoff of %s, wanted maxBackoff not to be shorter"
              .formatted(TextTypes.spelled(first.get()), TextTypes.spelled(longest.get())));
    }
  }
}
