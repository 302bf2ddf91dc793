package io.fleetfoot.service.api;

import io.fleetfoot.service.access.ApiToken;
import io.fleetfoot.service.access.Role;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.Objects;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

/**
 * What an admin asks of a new API token.
 *
 * @param lifetime how long it is to live; 90 days when absent
 */
record ApiTokenRequest(
    @Schema(description = "Its name, which the audit log has.", example = "ci")
        @NotNull @Pattern(regexp = ApiToken.NAME) String name,
    @Schema(description = "What it lets its holder do; in capitals or in small letters.") @NotNull Role role,
    @Schema(description = "How long it is to live, at most P366D; P90D when absent.")
        @DurationMin(minutes = 1)
        @DurationMax(days = 366)
        @Nullable Duration lifetime) {

  private static final Duration USUAL_LIFETIME = Duration.ofDays(90);

  Duration wantedLifetime() {
    return Objects.requireNonNullElse(lifetime, USUAL_LIFETIME);
  }
}
