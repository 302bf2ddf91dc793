package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.timing.PhaseTimings;

/** What an agent says back. */
public sealed interface Report {

  /** What phases took, since the report before. */
  PhaseTimings phases();

  /** A step of an assignment is done, refused or failed. */
  record Progress(RebootId reboot, RebootEvent event, PhaseTimings phases) implements Report {}

  /** The agent started; the facts are those of this boot. */
  record Started(Facts facts, PhaseTimings phases) implements Report {}
}
