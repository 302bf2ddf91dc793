package io.fleetfoot.service.api;

import io.fleetfoot.service.rollout.GateState;
import io.fleetfoot.service.rollout.Hook;
import io.fleetfoot.service.rollout.Measurement;
import io.fleetfoot.service.scheduler.GateRun;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One question of a rollout to a webhook or a query, as operators see it. */
@Schema(description = "What a rollout asked of a webhook or a metric gate, and what came of it.")
record GateResponse(
    @Schema(description = "Its id, which a webhook gets as `Fleetfoot-Delivery`.") UUID id,
    @Schema(description = "Whether a webhook or a query is asked.") GateRun.Kind kind,
    @Schema(description = "At what point of the rollout.") Hook.Point point,
    @Schema(description = "The name of the hook or gate in the rollout's spec.") String name,
    @Schema(description = "The index of the wave, from 0; absent before and after the rollout.")
        @Nullable Integer wave,
    @Schema(description = "The id of the reboot of the host that it is about, if it is about one.")
        @Nullable UUID rebootId,
    @Schema(description = "Greater whenever the same was asked anew.") int round,
    @Schema(description = "Where it stands.") GateState state,
    @Schema(description = "What was last heard; absent before the first answer.")
        @Nullable String reason,
    @Schema(description = "How many requests were begun.") int requests,
    @Schema(description = "When it was asked.") Instant askedAt,
    @Schema(
            description =
                "Until when a webhook may keep the rollout waiting, or is told again; absent of a gate.")
        @Nullable Instant deadline,
    @Schema(description = "When it ended, if it has.") @Nullable Instant endedAt,
    @Schema(description = "What a metric gate measured, in order.")
        List<MeasurementResponse> measurements) {

  /** One measurement. */
  record MeasurementResponse(
      @Schema(description = "Which one, from 1.") int number,
      @Schema(description = "When it was made.") Instant at,
      @Schema(description = "How it came out.") Measurement.Grade grade,
      @Schema(description = "What was measured, or why nothing was.", example = "[0.031]")
          String detail) {}

  static GateResponse of(GateRun run) {
    GateRun.Key key = run.key();
    return new GateResponse(
        run.id(),
        key.kind(),
        key.point(),
        key.name(),
        key.wave(),
        key.reboot() == null ? null : key.reboot().value(),
        key.round(),
        run.state(),
        run.reason(),
        run.requests(),
        run.askedAt(),
        run.deadline(),
        run.endedAt(),
        run.measurements().stream()
            .map(
                each ->
                    new MeasurementResponse(each.number(), each.at(), each.grade(), each.detail()))
            .toList());
  }
}
