package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.rollout.MetricGate;
import io.fleetfoot.service.rollout.QueryResult;

/** Answers the queries of metric gates; never within a transaction. */
@FunctionalInterface
public interface MetricSource {

  /**
   * Returns what the gate's query gives now.
   *
   * @throws MetricSourceException if there is no answer, or none that can be judged
   */
  QueryResult query(MetricGate gate);
}
