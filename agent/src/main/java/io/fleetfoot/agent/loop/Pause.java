package io.fleetfoot.agent.loop;

import java.time.Duration;

/** Waits; the only place where the agent does nothing. */
@FunctionalInterface
public interface Pause {

  /** Returns after that long, or throws when the agent is told to stop. */
  void of(Duration duration) throws InterruptedException;
}
