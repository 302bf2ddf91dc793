package io.fleetfoot.service.api;

import io.fleetfoot.service.scheduler.TimingSummaries;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one phase took over a group of reboots; seconds are decimal numbers. */
@Schema(description = "What one phase took over a group of reboots.")
record TimingSummaryResponse(
    @Schema(description = "What these reboots have in common.", example = "reserved")
        @Nullable String group,
    @Schema(description = "The phase.", example = "blackout") String phase,
    @Schema(description = "How many reboots measured it.") long count,
    @Schema(description = "How many of these figures are bounds: not less than the true figure.")
        long bounds,
    @Schema(description = "The median, in seconds.") BigDecimal p50,
    @Schema(description = "The 95th percentile, in seconds.") BigDecimal p95,
    @Schema(description = "The 99th percentile, in seconds.") BigDecimal p99,
    @Schema(description = "The longest, in seconds.") BigDecimal max) {

  private static final int NANOS = 9;

  static TimingSummaryResponse of(TimingSummaries.Summary summary) {
    return new TimingSummaryResponse(
        summary.group(),
        summary.phase().wireName(),
        summary.count(),
        summary.bounds(),
        seconds(summary.p50()),
        seconds(summary.p95()),
        seconds(summary.p99()),
        seconds(summary.max()));
  }

  private static BigDecimal seconds(Duration length) {
    return BigDecimal.valueOf(length.toNanos(), NANOS);
  }
}
