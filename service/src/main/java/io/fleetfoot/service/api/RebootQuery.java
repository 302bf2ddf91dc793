package io.fleetfoot.service.api;

import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.scheduler.PageRequest;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which reboots of a rollout are asked for. */
record RebootQuery(
    @Parameter(description = LIMIT, schema = @Schema(type = "integer", defaultValue = "100"))
        @Min(1) @Max(PageRequest.MOST) @Nullable Integer limit,
    @Parameter(description = CURSOR) @Nullable String cursor,
    @Parameter(description = "Only reboots in this state; repeat it for several.")
        @Nullable Set<RebootState> state)
    implements PageQuery {

  Set<RebootState> states() {
    return state == null ? Set.of() : state;
  }
}
