package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.access.signature.SignatureRefusedException;
import io.fleetfoot.service.fleet.Enrolment;
import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.HostKey;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.reboot.RebootDecision.Standing;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Enrols hosts and revokes their keys, and takes an operator's word that one is up. */
public class Hosts {

  private final HostRepository hosts;
  private final RebootRepository reboots;
  private final Reboots moves;
  private final JoinTokens joinTokens;
  private final KnownEnrolments enrolments;
  private final TransitionLog transitions;
  private final Transactions transactions;

  /** Makes it over its repositories and the moves of availability. */
  public Hosts(
      HostRepository hosts,
      RebootRepository reboots,
      Reboots moves,
      JoinTokens joinTokens,
      KnownEnrolments enrolments,
      TransitionLog transitions,
      Transactions transactions) {
    this.hosts = hosts;
    this.reboots = reboots;
    this.moves = moves;
    this.joinTokens = joinTokens;
    this.enrolments = enrolments;
    this.transitions = transitions;
    this.transactions = transactions;
  }

  /** A registered host. */
  public record Registration(HostId host, boolean isNew) {}

  /**
   * Registers a host under its machine-id, with the key that it made; the join token's labels win
   * over the agent's. A host that comes again with its key uses up nothing of the token.
   *
   * @throws UnauthenticatedException if there is no such join token
   * @throws JoinTokenRefusedException if hosts cannot enrol with it any more
   * @throws ConflictException {@code host-already-enrolled} if the machine has another key that is
   *     not revoked, {@code key-in-use} if the key is another machine's
   * @throws SignatureRefusedException {@code host-revoked} if this very key was revoked
   */
  public Registration register(Token joinToken, HostKey key, Facts facts, Labels labels) {
    HostId newId = new HostId(UUID.randomUUID());
    Registration registration =
        transactions.run(
            () -> {
              JoinToken token = joinTokens.require(joinToken);
              Optional<Host> known = hosts.lockByMachine(facts.machineId());
              requireFree(key, known);
              boolean enrols =
                  known.map(Host::enrolment).filter(by -> by.key().equals(key)).isEmpty();
              if (enrols) {
                joinTokens.countUse(token);
              }
              HostId id = hosts.register(newId, key, facts, labels.with(token.labels()));
              if (enrols) {
                transitions.append(
                    Transition.enrolled(
                        id, "join token %s, key %s".formatted(token.name(), key.sha256())));
              }
              return new Registration(id, id.equals(newId));
            });
    enrolments.forget(registration.host());
    return registration;
  }

  /**
   * Refuses the host's key from now on, within seconds by every replica; a reboot of the host that
   * is on its way ends at its deadline. A second time is harmless.
   */
  public Host revoke(HostId id, String reason) {
    Host revoked =
        transactions.run(
            () -> {
              get(id);
              if (hosts.revoke(id)) {
                transitions.append(Transition.revoked(id, reason));
              }
              return get(id);
            });
    enrolments.forget(id);
    return revoked;
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
   * Lets a host count as up because a person says so; the outbox keeps who and why. One that counts
   * as up stays as it is: nothing moves, so nothing is kept.
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

  private void requireFree(HostKey key, Optional<Host> known) {
    Optional<Enrolment> enrolment = known.map(Host::enrolment);
    boolean isKnown = enrolment.filter(by -> by.key().equals(key)).isPresent();
    if (isKnown && enrolment.get().isRevoked()) {
      throw AgentSignatures.revoked(known.get().id());
    }
    if (isKnown) {
      return;
    }
    if (enrolment.isPresent() && !enrolment.get().isRevoked()) {
      throw new ConflictException(
          "host-already-enrolled",
          "host %s has enrolled with another key (SHA-256 %s); an admin must revoke that first"
              .formatted(known.get().id(), enrolment.get().key().sha256()));
    }
    if (hosts.findByKey(key).isPresent()) {
      throw new ConflictException(
          "key-in-use",
          "another host has enrolled with this key; was its state directory copied? Each host"
              + " makes a key of its own: fleetfoot-agent enrol --config FILE --new-key");
    }
  }
}
