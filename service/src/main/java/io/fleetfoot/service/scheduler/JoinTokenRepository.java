package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.Labels;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps the join tokens, each by its hash; whether one has expired is by the database's clock. */
public interface JoinTokenRepository {

  /** Says whether there is or was a default token. */
  boolean hasDefault();

  /** Keeps the hash as the default token's, in place of the one before. */
  void replaceDefault(Token.Hash hash);

  /**
   * Keeps a new token.
   *
   * @throws ConflictException {@code join-token-name-taken} if one that is not revoked has the name
   */
  JoinToken insert(
      Token.Hash hash,
      String name,
      Labels labels,
      @Nullable Instant expiresAt,
      @Nullable Integer maxUses);

  /** Returns the token of this hash. */
  Optional<JoinToken> find(Token.Hash hash);

  /** Returns the token. */
  Optional<JoinToken> find(UUID id);

  /** Counts a use, and says whether there was one left. */
  boolean use(UUID id);

  /** Revokes the token, and says whether it was not before. */
  boolean revoke(UUID id);
}
