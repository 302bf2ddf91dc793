package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.timing.Phase;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sums up what reboots took. */
public interface TimingSummaries {

  /** Returns the summaries of the reboots' phases, by group and phase. */
  List<Summary> summarize(GroupBy groupBy, Listings.TimingFilter filter);

  /** What reboots are put together by. */
  enum GroupBy {
    METHOD,
    FROM_RELEASE,
    TO_RELEASE
  }

  /**
   * What one phase took over the reboots of one group.
   *
   * @param group what these reboots have in common; absent where they have no method
   * @param count how many reboots measured the phase
   * @param bounds how many of these figures are only bounds, not less than the true figure
   */
  record Summary(
      @Nullable String group,
      Phase phase,
      long count,
      long bounds,
      Duration p50,
      Duration p95,
      Duration p99,
      Duration max) {}
}
