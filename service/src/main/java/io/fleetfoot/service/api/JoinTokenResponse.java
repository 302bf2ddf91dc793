package io.fleetfoot.service.api;

import io.fleetfoot.service.scheduler.JoinToken;
import io.fleetfoot.service.scheduler.JoinTokens;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A join token as administrators see it; its secret is there in the answer that made it only. */
record JoinTokenResponse(
    @Schema(description = "The join token's id.") UUID id,
    @Schema(description = "Its name, for people.", example = "rack-7") String name,
    @Schema(description = "Labels that it gives its hosts.") Map<String, String> labels,
    @Schema(description = "Whether hosts can enrol with it now, and if not, why.")
        JoinToken.State state,
    @Schema(description = "Until when hosts enrol with it.") @Nullable Instant expiresAt,
    @Schema(description = "How many hosts may enrol with it.") @Nullable Integer maxUses,
    @Schema(description = "How many hosts have.") int uses,
    @Schema(description = "When it was made.") Instant createdAt,
    @Schema(description = "Since when it is revoked.") @Nullable Instant revokedAt,
    @Schema(description = "The secret itself, in the answer to its making alone.")
        @Nullable String token) {

  static JoinTokenResponse of(JoinToken token) {
    return of(token, null);
  }

  static JoinTokenResponse of(JoinTokens.Created created) {
    return of(created.joinToken(), created.secret().value());
  }

  private static JoinTokenResponse of(JoinToken token, @Nullable String secret) {
    return new JoinTokenResponse(
        token.id(),
        token.name(),
        token.labels().sorted(),
        token.state(),
        token.expiresAt(),
        token.maxUses(),
        token.uses(),
        token.createdAt(),
        token.revokedAt(),
        secret);
  }
}
