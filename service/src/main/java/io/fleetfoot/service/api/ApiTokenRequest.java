package io.fleetfoot.service.api;

import io.fleetfoot.service.access.ApiToken;
import io.fleetfoot.service.access.Role;
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
    @NotNull @Pattern(regexp = ApiToken.NAME) String name,
    @NotNull Role role,
    @DurationMin(minutes = 1) @DurationMax(days = 366) @Nullable Duration lifetime) {

  private static final Duration USUAL_LIFETIME = Duration.ofDays(90);

  Duration wantedLifetime() {
    return Objects.requireNonNullElse(lifetime, USUAL_LIFETIME);
  }
}
