package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.reboot.ExecId;
import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.timing.PhaseTimings;
import org.jspecify.annotations.Nullable;

/** What an agent says back. */
public sealed interface Report {

  /** What phases took, since the report before. */
  PhaseTimings phases();

  /** A step of an assignment is done, refused or failed. */
  record Progress(RebootId reboot, RebootEvent event, PhaseTimings phases) implements Report {}

  /**
   * The agent started; the facts are those of this boot, and the exec id is that of the execution
   * which by the agent's journal ended in it.
   */
  record Started(Facts facts, PhaseTimings phases, @Nullable ExecId execId) implements Report {

    /** Makes the start of an agent whose journal holds no execution. */
    public Started(Facts facts, PhaseTimings phases) {
      this(facts, phases, null);
    }
  }
}
