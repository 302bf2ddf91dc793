package io.fleetfoot.service.access;

import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an API token; the secret itself is not.
 *
 * @param name unique among the tokens that were not revoked
 * @param createdBy the name of the actor who made it
 * @param lastUsedAt about when it was last shown, a minute late at most; absent if never
 * @param revokedAt when it was taken back; absent if it was not
 */
public record ApiToken(
    ApiTokenId id,
    String name,
    Role role,
    String createdBy,
    Instant createdAt,
    Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {

  /** What the name of a token must look like. */
  public static final String NAME = "[A-Za-z0-9][A-Za-z0-9._@-]{0,62}";

  private static final Pattern NAME_PATTERN = Pattern.compile(NAME);

  public ApiToken {
    if (!NAME_PATTERN.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "token name \"%s\" does not match %s".formatted(name, NAME));
    }
  }

  /** Whether a token still opens anything. */
  public enum Standing {
    LIVE,
    EXPIRED,
    REVOKED
  }

  /** Returns how the token stands at that time; of two ends the earlier one counts. */
  public Standing standing(Instant now) {
    if (revokedAt != null && revokedAt.isBefore(expiresAt)) {
      return Standing.REVOKED;
    }
    return now.isBefore(expiresAt) ? Standing.LIVE : Standing.EXPIRED;
  }

  /** Returns who comes with this token. */
  public Identity identity() {
    return new Identity(Actor.token(name, role), expiresAt);
  }
}
