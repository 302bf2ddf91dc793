package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.access.Actor;
import io.fleetfoot.service.access.ApiToken;
import io.fleetfoot.service.access.ApiTokenId;
import io.fleetfoot.service.access.Identity;
import io.fleetfoot.service.access.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;

/** Hands out API tokens, takes them back, and knows who comes with one. */
public class ApiTokens {

  /** How every API token begins. */
  public static final String PREFIX = "fft_";

  /** The name of whoever comes with the configured admin token, which no other token may have. */
  public static final String CONFIGURED = "configured-admin";

  private static final Logger log = LoggerFactory.getLogger(ApiTokens.class);
  private static final Duration REMEMBERED = Duration.ofSeconds(10);

  private final ApiTokenRepository tokens;
  private final TransitionLog transitions;
  private final Transactions transactions;
  private final CurrentActor actor;
  private final RandomGenerator random;
  private final InstantSource clock;
  private final Optional<Token.Hash> configured;
  private final Map<Token.Hash, Remembered> remembered = new ConcurrentHashMap<>();
  private final Map<ApiTokenId, Instant> uses = new ConcurrentHashMap<>();

  /** Makes it over its repository, a secure source of chance, and the configured admin token. */
  public ApiTokens(
      ApiTokenRepository tokens,
      TransitionLog transitions,
      Transactions transactions,
      CurrentActor actor,
      RandomGenerator random,
      InstantSource clock,
      Optional<Token> configured) {
    this.tokens = tokens;
    this.transitions = transitions;
    this.transactions = transactions;
    this.actor = actor;
    this.random = random;
    this.clock = clock;
    this.configured = configured.map(Token::hash);
  }

  /** A new API token, with the secret that nobody is told again. */
  public record Created(ApiToken apiToken, Token token) {}

  private record Remembered(ApiToken apiToken, Instant until) {}

  /**
   * Makes a token in the name of who acts now.
   *
   * @throws ConflictException {@code token-name-taken} if a live token has the name
   */
  public Created create(String name, Role role, Duration lifetime) {
    if (name.equals(CONFIGURED)) {
      throw taken(name);
    }
    Token token = Token.random(PREFIX, random);
    ApiTokenRepository.NewToken wanted =
        new ApiTokenRepository.NewToken(name, role, actor.get().name(), lifetime);
    try {
      ApiToken made =
          transactions.run(() -> insert(new ApiTokenId(UUID.randomUUID()), token.hash(), wanted));
      log.info(
          "apiToken={} name={} role={} by={} created", made.id(), name, role, made.createdBy());
      return new Created(made, token);
    } catch (DuplicateKeyException e) {
      throw taken(name);
    }
  }

  /** Returns all tokens that ever were, the newest first. */
  public List<ApiToken> list() {
    return tokens.list();
  }

  /**
   * Returns the token.
   *
   * @throws NotFoundException if there is none of this id
   */
  public ApiToken get(ApiTokenId id) {
    return tokens.find(id).orElseThrow(() -> new NotFoundException("API token", id.toString()));
  }

  /** Says whether a token lives that makes an admin of its holder. */
  public boolean hasAdmin() {
    return configured.isPresent() || tokens.existsLive(Role.ADMIN);
  }

  /**
   * Takes the token back; another replica of the service may take it for ten seconds more.
   *
   * @throws NotFoundException if there is none of this id
   */
  public void revoke(ApiTokenId id) {
    ApiToken token = get(id);
    transactions.run(
        () -> {
          boolean revoked = tokens.revoke(id);
          if (revoked) {
            transitions.append(
                Transition.of(id, "LIVE", "REVOKED", "%s revoked".formatted(token.name())));
          }
          return revoked;
        });
    remembered.values().removeIf(known -> known.apiToken().id().equals(id));
    log.info("apiToken={} name={} by={} revoked", id, token.name(), actor.get().name());
  }

  /**
   * Returns who comes with the token, for some seconds from memory.
   *
   * @throws TokenRefusedException {@code token-expired} or {@code token-revoked}
   * @throws UnauthenticatedException if there is no such token
   */
  public Identity authenticate(Token token) {
    Token.Hash hash = token.hash();
    if (configured.filter(hash::equals).isPresent()) {
      return new Identity(Actor.token(CONFIGURED, Role.ADMIN), null);
    }
    Instant now = clock.instant();
    ApiToken known = find(hash, now);
    requireLive(known, now);
    uses.put(known.id(), now);
    return known.identity();
  }

  /** Writes down who was used since the last time, and forgets what was remembered long enough. */
  public void flush() {
    Instant now = clock.instant();
    remembered.values().removeIf(known -> !now.isBefore(known.until()));
    Map<ApiTokenId, Instant> batch = Map.copyOf(uses);
    if (!batch.isEmpty()) {
      tokens.saveLastUses(batch);
      batch.forEach(uses::remove);
    }
  }

  private ApiToken insert(ApiTokenId id, Token.Hash hash, ApiTokenRepository.NewToken wanted) {
    tokens.freeName(wanted.name());
    ApiToken made = tokens.insert(id, hash, wanted);
    transitions.append(
        Transition.of(
            id,
            null,
            "LIVE",
            "%s of role %s created, until %s"
                .formatted(made.name(), made.role(), made.expiresAt())));
    return made;
  }

  private ApiToken find(Token.Hash hash, Instant now) {
    Remembered known = remembered.get(hash);
    if (known != null && now.isBefore(known.until())) {
      return known.apiToken();
    }
    remembered.remove(hash);
    ApiToken found =
        tokens
            .findByHash(hash)
            .orElseThrow(
                () -> new UnauthenticatedException("this service knows no such API token"));
    remembered.put(hash, new Remembered(found, now.plus(REMEMBERED)));
    return found;
  }

  private static void requireLive(ApiToken token, Instant now) {
    switch (token.standing(now)) {
      case LIVE -> {}
      case EXPIRED ->
          throw new TokenRefusedException(
              "token-expired",
              "API token %s expired at %s; ask an admin for a new one"
                  .formatted(token.name(), token.expiresAt()));
      case REVOKED ->
          throw new TokenRefusedException(
              "token-revoked",
              "API token %s was revoked at %s".formatted(token.name(), token.revokedAt()));
    }
  }

  private static ConflictException taken(String name) {
    return new ConflictException(
        "token-name-taken",
        "the name %s is taken; revoke the token that has it, or choose another".formatted(name));
  }
}
