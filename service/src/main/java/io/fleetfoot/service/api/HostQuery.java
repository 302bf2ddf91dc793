package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.Availability;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.scheduler.Listings;
import io.fleetfoot.service.scheduler.PageRequest;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/** Which hosts are asked for. */
record HostQuery(
    @Parameter(description = LIMIT, schema = @Schema(type = "integer", defaultValue = "100"))
        @Min(1) @Max(PageRequest.MOST) @Nullable Integer limit,
    @Parameter(description = CURSOR) @Nullable String cursor,
    @Parameter(
            description = "Only hosts with this label, `key=value`; repeat it for several.",
            array = @ArraySchema(schema = @Schema(type = "string", example = "rack=r1")))
        @Nullable LabelFilter label,
    @Parameter(description = "Only hosts that count as up, or as down.")
        Availability.@Nullable State availability,
    @Parameter(
            description = "Only hosts on which this check finds something that is not as wanted.",
            example = "reserved-region")
        @Nullable String check)
    implements PageQuery {

  Listings.HostFilter toFilter() {
    return new Listings.HostFilter(
        label == null ? HostSelector.everyHost() : new HostSelector(label.matchLabels()),
        availability,
        check);
  }
}
