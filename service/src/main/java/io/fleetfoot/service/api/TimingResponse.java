package io.fleetfoot.service.api;

import io.fleetfoot.service.scheduler.RebootTiming;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a reboot took; seconds are decimal numbers. */
@Schema(description = "What one reboot took.")
record TimingResponse(
    @Schema(description = "The reboot's id.") UUID rebootId,
    @Schema(description = "The id of the rollout that asked for it.") UUID rolloutId,
    @Schema(description = "The id of the host that rebooted.") UUID hostId,
    @Schema(description = "The host's name.") String hostname,
    @Schema(description = "The load method; absent if the agent never said.", example = "reserved")
        @Nullable String method,
    @Schema(description = "The release that ran before.") String fromRelease,
    @Schema(
            description =
                "The release that was to run after; in a plain reboot the one that came up.")
        @Nullable String toRelease,
    @Schema(description = "When the reboot ended, well or not.") Instant endedAt,
    @Schema(description = "What was measured, in the order of the phases.")
        List<RebootResponse.PhaseResponse> phases,
    @Schema(description = "The blackout: the launcher's first instruction to start_kernel.")
        @Nullable BigDecimal blackoutSeconds,
    @Schema(description = "From the agent's last word to its first, by the database's clock.")
        @Nullable BigDecimal downtimeSeconds) {

  static TimingResponse of(RebootTiming timing) {
    RebootResponse reboot = RebootResponse.of(timing.known(), Map.of());
    return new TimingResponse(
        reboot.id(),
        reboot.rolloutId(),
        reboot.host().id(),
        reboot.host().hostname(),
        reboot.method(),
        reboot.fromRelease(),
        reboot.toRelease(),
        timing.endedAt(),
        reboot.phases(),
        reboot.blackoutSeconds(),
        reboot.downtimeSeconds());
  }
}
