package io.fleetfoot.service.api;

import io.fleetfoot.service.scheduler.Listings;
import io.fleetfoot.service.scheduler.PageRequest;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whose timings are asked for. */
record TimingQuery(
    @Parameter(description = LIMIT, schema = @Schema(type = "integer", defaultValue = "100"))
        @Min(1) @Max(PageRequest.MOST) @Nullable Integer limit,
    @Parameter(description = CURSOR) @Nullable String cursor,
    @Parameter(description = "Only of this rollout.") @Nullable UUID rollout,
    @Parameter(description = "Only of this host.") @Nullable UUID host,
    @Parameter(description = "Only by this load method, such as `reserved`.")
        @Nullable String method,
    @Parameter(description = "Only of reboots into this release.") @Nullable String toRelease)
    implements PageQuery {

  Listings.TimingFilter toFilter() {
    return new TimingSummaryQuery(null, rollout, host, method, toRelease).toFilter();
  }
}
