package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.scheduler.Listings;
import io.fleetfoot.service.scheduler.TimingSummaries;
import io.swagger.v3.oas.annotations.Parameter;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whose timings are to be summed up, and by what they are put together. */
record TimingSummaryQuery(
    @Parameter(description = "What reboots are put together by; `method` when absent.")
        @Nullable GroupBy groupBy,
    @Parameter(description = "Only of this rollout.") @Nullable UUID rollout,
    @Parameter(description = "Only of this host.") @Nullable UUID host,
    @Parameter(description = "Only by this load method, such as `reserved`.")
        @Nullable String method,
    @Parameter(description = "Only of reboots into this release.") @Nullable String toRelease) {

  /** In the words of the wire. */
  enum GroupBy {
    method,
    fromRelease,
    toRelease
  }

  TimingSummaries.GroupBy by() {
    return groupBy == null
        ? TimingSummaries.GroupBy.METHOD
        : switch (groupBy) {
          case method -> TimingSummaries.GroupBy.METHOD;
          case fromRelease -> TimingSummaries.GroupBy.FROM_RELEASE;
          case toRelease -> TimingSummaries.GroupBy.TO_RELEASE;
        };
  }

  Listings.TimingFilter toFilter() {
    return new Listings.TimingFilter(
        Optional.ofNullable(rollout).map(RolloutId::new).orElse(null),
        Optional.ofNullable(host).map(HostId::new).orElse(null),
        method,
        toRelease);
  }
}
