package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.Member;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.rollout.Tried;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the rollouts. */
public interface RolloutRepository {

  /**
   * Keeps a new rollout.
   *
   * @param reference the name that somebody outside gives it, which only one rollout can have
   */
  void insert(Rollout rollout, @Nullable String reference);

  /** Returns the rollout that has the reference. */
  Optional<Rollout> findByReference(String reference);

  /** Returns the newest rollout whose reference begins so. */
  Optional<Rollout> findNewest(String referencePrefix);

  /** Returns the rollout. */
  Optional<Rollout> find(RolloutId id);

  /** Returns the time by the database's clock, which stands still within a transaction. */
  Instant now();

  /** Returns all rollouts, the newest first. */
  List<Rollout> list();

  /** Returns the rollouts that have not ended, the earliest deadline first, then the oldest. */
  List<RolloutId> listActive();

  /** Returns the rollout, locked, unless somebody else has locked it. */
  Optional<Rollout> claim(RolloutId id);

  /** Returns the rollout, locked as soon as nobody else has it locked. */
  Optional<Rollout> lock(RolloutId id);

  /**
   * Returns what there is to say of the attempts of the rollout's members; of a member that is not
   * named there is nothing to say.
   */
  Map<RebootId, Tried> listTried(RolloutId id);

  /** Returns how many rollouts are in each of the states that are not terminal. */
  Map<RolloutState, Integer> countActive();

  /** Returns the rollout's hosts as they are now, in the order in which they are to be admitted. */
  List<Member> listMembers(RolloutId id);

  /**
   * Returns the figures of every name of a rollout: of all that have not ended together, else of
   * the newest if it ended within the last hour, and is among the twenty newest of these.
   */
  List<RolloutFigures> listFigures();

  /**
   * Saves a rollout that moved; one that ended is finished now.
   *
   * @throws StaleVersionException if somebody else saved it first
   */
  void save(Rollout rollout);
}
