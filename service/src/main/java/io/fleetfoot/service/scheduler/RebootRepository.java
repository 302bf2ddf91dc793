package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.OtherRollout;
import io.fleetfoot.service.timing.PhaseTimings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps the reboots; every deadline is by the database's clock. */
public interface RebootRepository {

  /**
   * Keeps new reboots in the order in which hosts are to be admitted, each with its first
   * transition.
   */
  void insert(List<Reboot> reboots, Duration timeout);

  /** Returns the reboot. */
  Optional<Reboot> find(RebootId id);

  /**
   * Returns the reboot of the host that has not ended; one that only waits where there is no other.
   */
  Optional<Reboot> findActive(HostId host);

  /**
   * Returns the rollouts that want the host: the one that has it first, the others by their age.
   */
  List<OtherRollout> listWanting(HostId host);

  /** Returns every reboot of which an agent has something to do. */
  List<Reboot> listAssigned();

  /**
   * Returns a reboot whose deadline has passed, locked; those that others have locked are skipped.
   */
  Optional<Overdue> claimOverdue(Duration silence);

  /**
   * Returns a reboot whose soak has passed, whose host is not silent and whose boot awaits no
   * witness, locked likewise.
   */
  Optional<Reboot> claimSoaked(Duration silence);

  /** Lets the reboot, which has ended, no longer count for its rollout: another attempt does. */
  void supersede(RebootId id);

  /** Keeps why a host whose rollout goes back stays where it is, and appends that to the outbox. */
  void keepWhereItIs(RebootId id, String reason);

  /**
   * Returns the signed kernel image of the release that the host ran before the reboot: the one
   * that it booted last with proof, else the newest.
   */
  Optional<KernelImageId> findPrevious(RebootId id);

  /**
   * Returns a reboot whose host is to be switched off and on, locked; nobody gets the same again.
   */
  Optional<Reboot> claimPowerCycle();

  /**
   * Keeps a reboot that did not move from being moved by somebody else until the transaction ends.
   *
   * @throws StaleVersionException if somebody else saved it first
   */
  void hold(Reboot reboot);

  /**
   * Saves a reboot that moved; its new deadline is that long from now, unless its state is the one
   * that it was in.
   *
   * @throws StaleVersionException if somebody else saved it first
   */
  void save(Reboot reboot, Duration timeout);

  /**
   * Saves a reboot that ended.
   *
   * @throws StaleVersionException if somebody else saved it first
   */
  void saveEnded(Reboot reboot);

  /** Keeps what phases took; what was said of a phase before is replaced. */
  void savePhases(RebootId id, PhaseTimings phases);

  /** Returns all that is known of the reboot. */
  Optional<RebootRecord> findRecord(RebootId id);

  /** Returns all that is known of the rollout's reboots, by wave and hostname. */
  List<RebootRecord> listRecords(RolloutId rollout);

  /**
   * Returns all that is known of the reboots by which other rollouts have hosts of this one staged
   * or on their way, by hostname.
   */
  List<RebootRecord> listElsewhere(RolloutId rollout);

  /** Returns all that is known of the reboots in the state, the longest there first. */
  List<RebootRecord> listRecords(RebootState state);

  /** Returns how many reboots are in each of the states that are not terminal. */
  Map<RebootState, Integer> countActive();

  /** A reboot beyond its deadline, and whether its host is silent. */
  record Overdue(Reboot reboot, boolean silent) {}
}
