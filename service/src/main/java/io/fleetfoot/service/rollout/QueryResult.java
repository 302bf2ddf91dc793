package io.fleetfoot.service.rollout;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a Prometheus query gave.
 *
 * @param samples the values in the answer's order; one of a scalar, none of an empty vector
 */
public record QueryResult(List<Double> samples) {

  private static final int SHOWN = 5;

  public QueryResult {
    samples = List.copyOf(samples);
  }

  /** Returns the values as people read them, the first few of many. */
  @Override
  public String toString() {
    return samples.stream()
            .limit(SHOWN)
            .map(QueryResult::number)
            .collect(Collectors.joining(", ", "[", ""))
        + (samples.size() > SHOWN ? ", … %d in all]".formatted(samples.size()) : "]");
  }

  private static String number(double value) {
    String text = Double.toString(value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
