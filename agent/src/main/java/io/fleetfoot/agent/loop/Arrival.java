package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.Report;
import io.fleetfoot.agent.preflight.HostFacts;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;

/** Finds out, when the agent starts, which reboot this boot came from. */
final class Arrival {
  private static final Logger LOG = System.getLogger(Arrival.class.getName());

  private final Host host;
  private final Journal journal;

  Arrival(Host host, Journal journal) {
    this.host = host;
    this.journal = journal;
  }

  /**
   * Completes the execution that the journal holds, if it led here.
   *
   * @param nanosSinceMain how long ago the agent's main began
   * @return the reboot that the running boot came from
   */
  Optional<CompletedReboot> settle(HostFacts facts, ClockReading clocks, long nanosSinceMain) {
    Optional<Execution> execution = journal.execution();
    if (execution.isPresent() && !execution.get().bootId().equals(facts.bootId())) {
      journal.completed(complete(execution.get(), facts, clocks, nanosSinceMain));
    }
    return journal.completed().filter(reboot -> reboot.bootId().equals(facts.bootId()));
  }

  private CompletedReboot complete(
      Execution execution, HostFacts facts, ClockReading clocks, long nanosSinceMain) {
    Crossing crossing = Crossing.read(host, facts, execution.execId());
    List<Report.Phase> phases = BootTimings.join(execution, crossing, clocks, nanosSinceMain);
    LOG.log(
        Level.INFO,
        "reboot {0} exec {1}: booted {2}, {3}",
        execution.rebootId(),
        execution.execId(),
        facts.identity().kernelRelease(),
        phases.isEmpty() ? "nothing tells what it took" : phases);
    return new CompletedReboot(
        execution.rebootId(), execution.execId(), execution.method(), facts.bootId(), phases);
  }
}
