package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.reboot.RebootDecision.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** Registers hosts, knows them by their tokens, and takes an operator's word that one is up. */
public class Hosts {

  private static final Duration REMEMBERED = Duration.ofSeconds(10);

  private final HostRepository hosts;
  private final RebootRepository reboots;
  private final Reboots moves;
  private final JoinTokens joinTokens;
  private final Transactions transactions;
  private final RandomGenerator random;
  private final InstantSource clock;
  private final Map<Token.Hash, Authenticated> authenticated = new ConcurrentHashMap<>();

  /** Makes it over its repositories, the moves of availability, and a secure source of chance. */
  public Hosts(
      HostRepository hosts,
      RebootRepository reboots,
      Reboots moves,
      JoinTokens joinTokens,
      Transactions transactions,
      RandomGenerator random,
      InstantSource clock) {
    this.hosts = hosts;
    this.reboots = reboots;
    this.moves = moves;
    this.joinTokens = joinTokens;
    this.transactions = transactions;
    this.random = random;
    this.clock = clock;
  }

  /** A registered host with its new token. */
  public record Registration(HostId host, Token token, boolean isNew) {}

  private record Authenticated(HostId host, Instant until) {}

  /**
   * Registers a host under its machine-id; a known one gets a new token and its old one is void.
   *
   * @throws UnauthenticatedException if the join token is not the one in use
   */
  public Registration register(Token joinToken, Facts facts, Labels labels) {
    if (!joinTokens.admits(joinToken)) {
      throw new UnauthenticatedException("the join token is not the one that this service uses");
    }
    Token token = Token.random("ht_", random);
    HostId newId = new HostId(UUID.randomUUID());
    HostId id = transactions.run(() -> hosts.register(newId, token.hash(), facts, labels));
    authenticated.values().removeIf(known -> known.host().equals(id));
    return new Registration(id, token, id.equals(newId));
  }

  /**
   * Returns the host that holds the token, for some seconds from memory.
   *
   * @throws UnauthenticatedException if no host holds it
   */
  public HostId authenticate(Token token) {
    Instant now = clock.instant();
    Token.Hash hash = token.hash();
    Authenticated known = authenticated.get(hash);
    if (known != null && now.isBefore(known.until())) {
      return known.host();
    }
    authenticated.remove(hash);
    HostId host =
        hosts
            .findByToken(hash)
            .orElseThrow(
                () ->
                    new UnauthenticatedException(
                        "no host holds this token; register again with the join token"));
    authenticated.put(hash, new Authenticated(host, now.plus(REMEMBERED)));
    return host;
  }

  /** Returns all hosts, by hostname. */
  public List<Host> list() {
    return hosts.list();
  }

  /**
   * Returns the host.
   *
   * @throws NotFoundException if there is none of this id
   */
  public Host get(HostId id) {
    return hosts.find(id).orElseThrow(() -> new NotFoundException("host", id.toString()));
  }

  /** Keeps the labels that somebody else than its agent gives a host; they win over the agent's. */
  public void observe(HostId id, Labels labels) {
    transactions.run(() -> hosts.saveObservedLabels(id, labels));
  }

  /**
   * Lets a host count as up because a person says so; the outbox keeps who and why.
   *
   * @throws ConflictException {@code reboot-in-progress} if the host is on its way
   */
  public Host declareUp(HostId id, String actor, String reason) {
    return transactions.run(
        () -> {
          get(id);
          reboots
              .findActive(id)
              .filter(reboot -> reboot.state().holdsHostDown())
              .ifPresent(
                  reboot -> {
                    throw new ConflictException(
                        "reboot-in-progress",
                        "reboot %s of the host is %s; it ends by boot proof or at its deadline"
                            .formatted(reboot.id(), reboot.state()));
                  });
          moves.count(id, Standing.UP, "declared up by %s: %s".formatted(actor, reason));
          return get(id);
        });
  }
}
