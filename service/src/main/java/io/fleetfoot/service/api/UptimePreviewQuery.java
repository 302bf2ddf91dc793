package io.fleetfoot.service.api;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The query of a preview. */
record UptimePreviewQuery(
    @Parameter(
            description = "How many days are planned, today among them.",
            schema = @Schema(type = "integer", defaultValue = "14"))
        @Min(1) @Max(MOST) @Nullable Integer days) {

  private static final int USUAL = 14;
  private static final int MOST = 366;

  int count() {
    return Objects.requireNonNullElse(days, USUAL);
  }
}
