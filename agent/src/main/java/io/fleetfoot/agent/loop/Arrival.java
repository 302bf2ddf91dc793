package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.Report;
import io.fleetfoot.agent.kexec.KexecSystem;
import io.fleetfoot.agent.kexec.KexecSystem.Target;
import io.fleetfoot.agent.preflight.HostFacts;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;

/** Finds out, when the agent starts, which reboot this boot came from. */
final class Arrival {
  private static final Logger LOG = System.getLogger(Arrival.class.getName());

  private final Host host;
  private final KexecSystem system;
  private final FirmwareLoader firmware;
  private final Journal journal;

  Arrival(Host host, KexecSystem system, FirmwareLoader firmware, Journal journal) {
    this.host = host;
    this.system = system;
    this.firmware = firmware;
    this.journal = journal;
  }

  /**
   * Settles the execution the journal holds, if it holds one: it led here, or it did not happen and
   * is undone.
   *
   * @param nanosSinceMain how long ago the agent's main began
   * @return the reboot that the running boot came from
   */
  Optional<CompletedReboot> settle(HostFacts facts, ClockReading clocks, long nanosSinceMain)
      throws IOException {
    Optional<Execution> execution = journal.execution();
    undoBootOnce();
    if (execution.isPresent()) {
      if (execution.get().bootId().equals(facts.bootId())) {
        callOff(execution.get());
      } else {
        journal.completed(complete(execution.get(), facts, clocks, nanosSinceMain));
      }
    }
    return journal.completed().filter(reboot -> reboot.bootId().equals(facts.bootId()));
  }

  /** A boot loader that could not write has not taken back itself what it was told. */
  private void undoBootOnce() {
    try {
      firmware.callOff();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the boot loader may start another kernel than its default: " + e);
    }
  }

  /** An agent died on its way to reboot(2): its launcher may still be loaded. */
  private void callOff(Execution execution) throws IOException {
    if (system.loaded(Target.NORMAL)) {
      system.unload(Target.NORMAL);
    }
    journal.execution(Optional.empty());
    LOG.log(
        Level.WARNING,
        "reboot {0} exec {1}: did not happen; the launcher was unloaded",
        execution.rebootId(),
        execution.execId());
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
