package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.OneLine;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Why somebody says a verb, if they say so. */
@Schema(description = "Why it is said; may be left out, and the body with it.")
record ReasonRequest(
    @Schema(
            description =
                "Why, on one line; kept in the rollout's `reason` and in the audit log, behind who"
                    + " said it.",
            example = "disks of rack r1 are to be swapped first")
        @Size(min = 1, max = 1000) @Pattern(regexp = OneLine.PATTERN, message = "must not hold control characters") @Nullable String reason) {

  /** Returns the reason of a request whose body may be left out; null where there is none. */
  static @Nullable String of(@Nullable ReasonRequest request) {
    return request == null ? null : request.reason();
  }
}
