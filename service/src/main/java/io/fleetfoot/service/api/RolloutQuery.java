package io.fleetfoot.service.api;

import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.scheduler.PageRequest;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which rollouts are asked for. */
record RolloutQuery(
    @Parameter(description = LIMIT, schema = @Schema(type = "integer", defaultValue = "100"))
        @Min(1) @Max(PageRequest.MOST) @Nullable Integer limit,
    @Parameter(description = CURSOR) @Nullable String cursor,
    @Parameter(description = "Only rollouts in this state; repeat it for several.")
        @Nullable Set<RolloutState> state)
    implements PageQuery {

  Set<RolloutState> states() {
    return state == null ? Set.of() : state;
  }
}
