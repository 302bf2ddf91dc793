package io.fleetfoot.service.api;

import io.fleetfoot.service.access.ApiToken;
import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.scheduler.ApiTokens;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An API token as admins see it.
 *
 * @param token the secret, in the answer to its creation alone
 */
record ApiTokenResponse(
    @Schema(description = "The API token's id.") UUID id,
    @Schema(description = "Its name, which the audit log has.", example = "ci") String name,
    @Schema(description = "What it lets its holder do.") Role role,
    @Schema(description = "Who made it.", example = "token:first-admin") String createdBy,
    @Schema(description = "When it was made.") Instant createdAt,
    @Schema(description = "Until when it holds.") Instant expiresAt,
    @Schema(description = "When it was last used, to the minute.") @Nullable Instant lastUsedAt,
    @Schema(description = "Since when it is revoked.") @Nullable Instant revokedAt,
    @Schema(description = "The secret itself, in the answer to its making alone.")
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
