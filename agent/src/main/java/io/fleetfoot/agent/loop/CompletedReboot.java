package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.Report;
import java.util.List;

/**
 * The reboot that the running boot came from.
 *
 * @param rebootId the reboot
 * @param execId its execution
 * @param method how this kernel was loaded
 * @param bootId this boot
 * @param phases what was measured
 */
public record CompletedReboot(
    String rebootId, String execId, String method, String bootId, List<Report.Phase> phases) {

  /** Copies the phases. */
  public CompletedReboot {
    phases = List.copyOf(phases);
  }

  /** Returns the execution as it is reported. */
  Report.Booted.Execution execution() {
    return new Report.Booted.Execution(rebootId, execId, method);
  }
}
