package io.fleetfoot.service.api;

import io.fleetfoot.service.access.ApiToken;
import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.scheduler.ApiTokens;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An API token as admins see it.
 *
 * @param token the secret, in the answer to its creation alone
 */
record ApiTokenResponse(
    UUID id,
    String name,
    Role role,
    String createdBy,
    Instant createdAt,
    Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt,
    @Nullable String token) {

  static ApiTokenResponse of(ApiToken known) {
    return of(known, null);
  }

  static ApiTokenResponse of(ApiTokens.Created created) {
    return of(created.apiToken(), created.token().value());
  }

  private static ApiTokenResponse of(ApiToken known, @Nullable String token) {
    return new ApiTokenResponse(
        known.id().value(),
        known.name(),
        known.role(),
        known.createdBy(),
        known.createdAt(),
        known.expiresAt(),
        known.lastUsedAt(),
        known.revokedAt(),
        token);
  }
}
