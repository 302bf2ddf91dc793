package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.image.SetupData;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.timing.LabStamps;
import io.fleetfoot.agent.timing.LastLines;
import io.fleetfoot.agent.timing.TimingRecord;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;

/**
 * What tells of the way from one kernel into the next.
 *
 * @param record what the launcher of the execution stamped, if it had one
 * @param stamps what both kernels noted
 * @param lastLines how long the old kernel ran on after the agent had left, at the least
 */
record Crossing(
    Optional<TimingRecord> record, Optional<LabStamps> stamps, Optional<Duration> lastLines) {

  /** Says that the host came here by its firmware, or that nothing tells how. */
  static final Crossing NONE = new Crossing(Optional.empty(), Optional.empty(), Optional.empty());

  private static final Logger LOG = System.getLogger(Crossing.class.getName());

  /**
   * Reads what there is, provided that this boot shows that it was that execution which led to it:
   * the counter of one that ended in a reset began again.
   */
  static Crossing read(Host host, HostFacts facts, String execId) {
    Optional<TimingRecord> record = record(host, execId);
    boolean ours =
        record.isPresent()
            || CommandLineTemplate.has(
                facts.identity().commandLine(), CommandLineTemplate.EXEC_PARAMETER + execId);
    if (!ours) {
      return NONE;
    }
    KernelTraces traces = host.traces();
    return new Crossing(
        record,
        traces.stamps().flatMap(Crossing::stamps),
        traces.console().flatMap(console -> LastLines.between(console, execId)));
  }

  private static Optional<TimingRecord> record(Host host, String execId) {
    return host.setupData().stream()
        .filter(node -> node.type() == TimingRecord.SETUP_DATA_TYPE)
        .map(SetupData::payload)
        .flatMap(payload -> record(payload).stream())
        .filter(record -> record.execId().equals(execId) && record.isStamped())
        .findFirst();
  }

  private static Optional<TimingRecord> record(byte[] payload) {
    try {
      return Optional.of(TimingRecord.parse(payload));
    } catch (IllegalArgumentException e) {
      LOG.log(Level.WARNING, "setup_data record ignored: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<LabStamps> stamps(String text) {
    try {
      return LabStamps.parse(text);
    } catch (IllegalArgumentException e) {
      LOG.log(Level.WARNING, "kexec stamps ignored: " + e.getMessage());
      return Optional.empty();
    }
  }
}
