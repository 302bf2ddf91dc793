package io.fleetfoot.service.timing;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a rollout will have ended.
 *
 * @param madeAt when this was forecast
 * @param runs how many times the rest of the rollout was played through
 * @param p50 by when half of the runs were done; absent if fewer are before the rollout's term ends
 * @param p90 by when nine in ten had; absent if fewer ever do
 * @param chanceToMeetDeadline the share of runs that ended by the deadline; absent without one
 * @param chanceToStop the share of runs in which more hosts failed than are tolerated
 * @param basis what the down times are taken from, and how many hosts wait for another rollout
 */
public record Forecast(
    Instant madeAt,
    int runs,
    @Nullable Instant p50,
    @Nullable Instant p90,
    @Nullable Double chanceToMeetDeadline,
    double chanceToStop,
    List<String> basis) {

  public Forecast {
    basis = List.copyOf(basis);
  }

  /** Returns what it comes to. */
  public Outlook outlook() {
    return Outlook.of(this);
  }
}
