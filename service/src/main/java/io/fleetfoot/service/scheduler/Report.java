package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.fleet.HostCheckup;
import io.fleetfoot.service.fleet.HostFinding;
import io.fleetfoot.service.reboot.ExecId;
import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.timing.PhaseTimings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an agent says back. */
public sealed interface Report {

  /** What phases took, since the report before. */
  PhaseTimings phases();

  /** A step of an assignment is done, refused or failed. */
  record Progress(RebootId reboot, RebootEvent event, PhaseTimings phases) implements Report {}

  /** The checks of the host find this, and nothing else, that is not as wanted. */
  record Checked(List<HostFinding> findings) implements Report {

    public Checked {
      findings = List.copyOf(findings);
      HostCheckup.requireEachOnce(findings);
    }

    @Override
    public PhaseTimings phases() {
      return PhaseTimings.none();
    }
  }

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
