package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.Availability;
import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.Labels;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps the hosts. */
public interface HostRepository {

  /**
   * Keeps a host under its machine-id: a new one gets the given id and is up, a known one keeps its
   * id and availability and gets the new token, facts and labels.
   *
   * @return the host's id, which is the given one exactly when the host is new
   */
  HostId register(HostId newId, Token.Hash token, Facts facts, Labels labels);

  /** Returns the host. */
  Optional<Host> find(HostId id);

  /** Returns the host that holds the token. */
  Optional<HostId> findByToken(Token.Hash token);

  /** Returns all hosts, by hostname and id. */
  List<Host> list();

  /** Returns the hosts that the selector chooses, by hostname and id. */
  List<Host> list(HostSelector selector);

  /**
   * Keeps what is observed of the host besides what its agent says: labels that win over the
   * agent's.
   *
   * @return whether they were others before
   */
  boolean saveObservedLabels(HostId id, Labels observed);

  /** Keeps what the host's agent says of it, and that it was seen now. */
  void saveFacts(HostId id, Facts facts);

  /**
   * Keeps that the host counts as up or down from now on.
   *
   * @return whether it counted otherwise before
   */
  boolean setAvailability(HostId id, Availability.State state, String reason);

  /** Keeps that these hosts were seen now; a host that is being saved at this moment is skipped. */
  void seen(Collection<HostId> ids);

  /** Returns how many hosts count as up and as down. */
  Map<Availability.State, Integer> countByAvailability();
}
