package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.access.ApiToken;
import io.fleetfoot.service.access.ApiTokenId;
import io.fleetfoot.service.access.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps the API tokens by their hashes. */
public interface ApiTokenRepository {

  /** What is asked of a token that is to be made. */
  record NewToken(String name, Role role, String createdBy, Duration lifetime) {}

  /** Revokes the token that has the name and is expired, if there is one. */
  void freeName(String name);

  /**
   * Keeps a new token that lives from now on by the database's clock.
   *
   * @throws org.springframework.dao.DuplicateKeyException if a token that was not revoked has the
   *     name
   */
  ApiToken insert(ApiTokenId id, Token.Hash hash, NewToken token);

  /** Returns the token. */
  Optional<ApiToken> find(ApiTokenId id);

  /** Returns the token of that hash, whether or not it has ended. */
  Optional<ApiToken> findByHash(Token.Hash hash);

  /** Returns all tokens that ever were, the newest first. */
  List<ApiToken> list();

  /** Says whether a token of that role lives. */
  boolean existsLive(Role role);

  /** Revokes the token from now on; says whether it was not revoked before. */
  boolean revoke(ApiTokenId id);

  /** Writes down, in one statement, when each of these was last used. */
  void saveLastUses(Map<ApiTokenId, Instant> uses);
}
