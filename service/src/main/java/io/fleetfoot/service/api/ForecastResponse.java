package io.fleetfoot.service.api;

import io.fleetfoot.service.timing.Forecast;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When a rollout will have ended. */
@Schema(name = "Forecast", description = "When a rollout will have ended.")
record ForecastResponse(
    @Schema(description = "When this was forecast.") Instant madeAt,
    @Schema(description = "How many times the rest of the rollout was played through.") int runs,
    @Schema(description = "By when half of the runs had ended; absent if fewer than half ever do.")
        @Nullable Instant p50,
    @Schema(description = "By when nine in ten had; absent if fewer ever do.")
        @Nullable Instant p90,
    @Schema(description = "The share of runs that ended by the deadline; absent without one.")
        @Nullable Double chanceToMeetDeadline,
    @Schema(description = "The share of runs in which more hosts failed than are tolerated.")
        double chanceToStop,
    @Schema(
            description =
                "What the down times are taken from; a guess is called one. Where hosts wait for"
                    + " another rollout, how many do.")
        List<String> basis) {

  static ForecastResponse of(Forecast forecast) {
    return new ForecastResponse(
        forecast.madeAt(),
        forecast.runs(),
        forecast.p50(),
        forecast.p90(),
        forecast.chanceToMeetDeadline(),
        forecast.chanceToStop(),
        forecast.basis());
  }
}
