package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.scheduler.SavedTransition.Position;
import java.util.List;

/**
 * Reads the outbox in its order without a gap. Ids are drawn before the commit, so a row may come
 * to light behind one that was read; below the horizon no transaction runs any more, and none can.
 */
public interface SettledTransitions {

  /** Returns the oldest transaction that still runs: what is before it has come to light. */
  long horizon();

  /** Returns the transitions behind the position and before the horizon, in order, that many. */
  List<SavedTransition> read(Position after, long horizon, int limit);
}
