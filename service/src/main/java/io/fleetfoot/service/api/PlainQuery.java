package io.fleetfoot.service.api;

import io.fleetfoot.service.scheduler.PageRequest;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/** The query of a list that has no filters. */
record PlainQuery(
    @Parameter(description = LIMIT, schema = @Schema(type = "integer", defaultValue = "100"))
        @Min(1) @Max(PageRequest.MOST) @Nullable Integer limit,
    @Parameter(description = CURSOR) @Nullable String cursor)
    implements PageQuery {}
