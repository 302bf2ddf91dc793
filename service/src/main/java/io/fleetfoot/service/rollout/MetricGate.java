package io.fleetfoot.service.rollout;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A Prometheus query that is judged after each wave.
 *
 * @param name its name, for people and reasons
 * @param address the Prometheus server; the configured one when absent
 * @param query the query in PromQL
 * @param success the condition on the result under which a measurement succeeds, such as {@code
 *     result < 0.05}
 * @param failure the condition under which it fails; when absent, whatever does not succeed
 * @param interval how long between two measurements
 * @param count how many measurements are made
 * @param failureLimit how many failed ones are tolerated
 * @param inconclusiveLimit how many that are neither are tolerated; one more pauses the rollout
 * @param consecutiveErrorLimit how many errors in a row are tolerated; one more pauses it
 * @param initialDelay how long after the wave the first measurement is made
 */
public record MetricGate(
    String name,
    @Nullable URI address,
    String query,
    String success,
    @Nullable String failure,
    Duration interval,
    int count,
    int failureLimit,
    int inconclusiveLimit,
    int consecutiveErrorLimit,
    Duration initialDelay) {

  public MetricGate {
    if (name.isBlank() || query.isBlank() || success.isBlank()) {
      throw new IllegalArgumentException(
          "gate \"%s\" needs a name, a query and a success condition".formatted(name));
    }
    if (count < 1
        || interval.isNegative()
        || interval.isZero()
        || initialDelay.isNegative()
        || failureLimit < 0
        || inconclusiveLimit < 0
        || consecutiveErrorLimit < 0) {
      throw new IllegalArgumentException(
          "gate \"%s\" needs a count of 1 or more, an interval of more than zero, and limits that are not negative"
              .formatted(name));
    }
    GateCondition.parse(success);
    if (failure != null) {
      GateCondition.parse(failure);
    }
  }
}
