package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.preflight.Finding;
import java.util.List;
import java.util.Optional;

/** What the checks find on this host, looked at now and then. */
public interface Checkup {

  /** Looks at the host, if it is time to; called while the loop has nothing else to do. */
  void lookWhenDue();

  /** Returns what was found last, or nothing before the first look. */
  Optional<List<Finding>> latest();
}
