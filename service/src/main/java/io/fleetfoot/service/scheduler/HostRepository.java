package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.Availability;
import io.fleetfoot.service.fleet.Enrolment;
import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.HostKey;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.Labels;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps the hosts. */
public interface HostRepository {

  /**
   * Keeps a host under its machine-id, known by the key from now on: a new one gets the given id
   * and is up, a known one keeps its id and availability and gets the facts and labels.
   *
   * @return the host's id, which is the given one exactly when the host is new
   * @throws org.springframework.dao.ConcurrencyFailureException if by now another key is the
   *     machine's, or the key another machine's
   */
  HostId register(HostId newId, HostKey key, Facts facts, Labels labels);

  /** Returns the host of the machine, locked until the transaction ends. */
  Optional<Host> lockByMachine(String machineId);

  /** Returns the host that is known by the key, revoked or not. */
  Optional<HostId> findByKey(HostKey key);

  /** Returns by which key the host is known. */
  Optional<Enrolment> findEnrolment(HostId id);

  /** Revokes the host's key, and says whether it was not before. */
  boolean revoke(HostId id);

  /** Returns the host. */
  Optional<Host> find(HostId id);

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

  /** Returns how many hosts have said nothing for longer than that. */
  int countSilent(Duration silence);
}
