package io.fleetfoot.service.api;

import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.rollout.WhatIfResult;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a rollout that was played through came to. */
@Schema(name = "WhatIf", description = "What a rollout that was played through came to.")
record WhatIfResponse(
    @Schema(description = "Where it ended, or stands because nobody lets it go on.")
        RolloutState state,
    @Schema(description = "Why, where there is more to say than the state says.")
        @Nullable String reason,
    @Schema(description = "When it began: now.") Instant startedAt,
    @Schema(description = "When it ended or came to a stand.") Instant endedAt,
    @Schema(description = "How many hosts ended in each state.") Map<RebootState, Integer> counts,
    @Schema(description = "How many hosts of the fleet were down at a time at the worst.")
        int worstDown,
    @Schema(description = "Likewise of each failure domain, by label and value.")
        Map<String, Map<String, Integer>> worstByDomain,
    @Schema(description = "How many hosts were down over time, at most 201 points.")
        List<Point> down,
    @Schema(description = "When each wave that began did so.") List<Instant> waves) {

  /** How many hosts were down from an instant on. */
  record Point(
      @Schema(description = "From when.") Instant at,
      @Schema(description = "How many; between two points, the most of that time.") int hosts) {}

  static WhatIfResponse of(WhatIfResult result) {
    return new WhatIfResponse(
        result.state(),
        result.reason(),
        result.startedAt(),
        result.endedAt(),
        new TreeMap<>(result.ends()),
        result.worstDown(),
        new TreeMap<>(result.worstByDomain()),
        result.down().stream().map(point -> new Point(point.at(), point.down())).toList(),
        result.waves());
  }
}
