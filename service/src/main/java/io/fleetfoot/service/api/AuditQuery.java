package io.fleetfoot.service.api;

import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.scheduler.Listings;
import io.fleetfoot.service.scheduler.PageRequest;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which transitions are asked for. */
record AuditQuery(
    @Parameter(description = LIMIT, schema = @Schema(type = "integer", defaultValue = "100"))
        @Min(1) @Max(PageRequest.MOST) @Nullable Integer limit,
    @Parameter(description = CURSOR) @Nullable String cursor,
    @Parameter(description = "Only by this actor.", example = "token:ci") @Nullable String actor,
    @Parameter(description = "Only of this kind of subject.") @Nullable Subject subject,
    @Parameter(description = "Only of this subject.") @Nullable UUID subjectId,
    @Parameter(description = "Only of this rollout, its reboots and their hosts.")
        @Nullable UUID rollout,
    @Parameter(description = "Not before this time.") @Nullable Instant since,
    @Parameter(description = "Before this time.") @Nullable Instant until)
    implements PageQuery {

  Listings.TransitionFilter toFilter() {
    return new Listings.TransitionFilter(
        actor,
        subject == null ? null : subject.stored(),
        subjectId,
        rollout == null ? null : new RolloutId(rollout),
        storable("?since", since),
        storable("?until", until));
  }

  private static @Nullable Instant storable(String path, @Nullable Instant time) {
    if (time != null && !Listing.isStorable(time)) {
      throw new InvalidRequestException(path, "is not between the years 1970 and 9999");
    }
    return time;
  }
}
