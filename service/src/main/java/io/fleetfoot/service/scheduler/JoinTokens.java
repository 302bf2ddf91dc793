package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.Labels;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Says who may enrol a host: who holds a join token that has not ended. */
public class JoinTokens {

  private final JoinTokenRepository tokens;
  private final TransitionLog transitions;
  private final Transactions transactions;
  private final RandomGenerator random;

  /** Makes it over its repository and a secure source of chance. */
  public JoinTokens(
      JoinTokenRepository tokens,
      TransitionLog transitions,
      Transactions transactions,
      RandomGenerator random) {
    this.tokens = tokens;
    this.transitions = transitions;
    this.transactions = transactions;
    this.random = random;
  }

  /** A new join token and its secret, which nobody is told again. */
  public record Created(JoinToken joinToken, Token secret) {}

  /**
   * Lets hosts enrol with this token as the default one, without end; one that was revoked stays
   * so.
   */
  public void use(Token token) {
    if (tokens.find(token.hash()).isEmpty()) {
      tokens.replaceDefault(token.hash());
    }
  }

  /** Says whether any default token was ever made known. */
  public boolean isSet() {
    return tokens.hasDefault();
  }

  /**
   * Makes a new token.
   *
   * @throws ConflictException {@code join-token-name-taken} if one that is not revoked has the name
   */
  public Created create(
      String name, Labels labels, @Nullable Instant expiresAt, @Nullable Integer maxUses) {
    Token secret = Token.random("jt_", random);
    return transactions.run(
        () -> {
          JoinToken created = tokens.insert(secret.hash(), name, labels, expiresAt, maxUses);
          transitions.append(
              Transition.of(created, null, JoinToken.State.USABLE, "created: " + name));
          return new Created(created, secret);
        });
  }

  /**
   * Returns the token.
   *
   * @throws NotFoundException if there is none of this id
   */
  public JoinToken get(UUID id) {
    return tokens.find(id).orElseThrow(() -> new NotFoundException("join token", id.toString()));
  }

  /** Lets no host enrol with the token any more; those that have stay enrolled. */
  public JoinToken revoke(UUID id) {
    return transactions.run(
        () -> {
          JoinToken before = get(id);
          if (tokens.revoke(id)) {
            transitions.append(
                Transition.of(
                    before, before.state(), JoinToken.State.REVOKED, "revoked: " + before.name()));
          }
          return get(id);
        });
  }

  /**
   * Returns the token, whether or not there is a use left of it.
   *
   * @throws UnauthenticatedException if there is no such token
   * @throws JoinTokenRefusedException if it has expired or was revoked
   */
  JoinToken require(Token secret) {
    JoinToken token =
        tokens
            .find(secret.hash())
            .orElseThrow(
                () ->
                    new UnauthenticatedException("the join token is none that this service knows"));
    return switch (token.state()) {
      case USABLE, USED_UP -> token;
      case EXPIRED ->
          throw new JoinTokenRefusedException(
              JoinTokenRefusedException.EXPIRED,
              "join token %s expired at %s; ask an admin for another"
                  .formatted(token.name(), token.expiresAt()));
      case REVOKED ->
          throw new JoinTokenRefusedException(
              JoinTokenRefusedException.REVOKED,
              "join token %s was revoked at %s; ask an admin for another"
                  .formatted(token.name(), token.revokedAt()));
    };
  }

  /**
   * Counts a use of the token, in the transaction that enrols the host.
   *
   * @throws JoinTokenRefusedException if there is none left
   */
  void countUse(JoinToken token) {
    if (!tokens.use(token.id())) {
      throw new JoinTokenRefusedException(
          JoinTokenRefusedException.USED_UP,
          "join token %s was good for %s enrolments, and no more; ask an admin for another"
              .formatted(token.name(), token.maxUses()));
    }
  }
}
