package io.fleetfoot.service.scheduler;

/** Keeps the hash of the join token. */
public interface JoinTokenRepository {

  /** Says whether there is a join token. */
  boolean exists();

  /** Keeps the hash in place of the one before. */
  void replace(Token.Hash hash);

  /** Says whether an agent may join with the token of this hash. */
  boolean admits(Token.Hash hash);
}
