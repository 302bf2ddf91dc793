package io.fleetfoot.agent.timing;

import java.time.Duration;
import java.util.Optional;

/**
 * What the old kernel's console says of an execution: the line that the agent wrote as it left, and
 * the kernel's own just before machine_kexec(). Both have that kernel's clock, so that the time
 * between them needs no other.
 */
public final class LastLines {

  // kernel/kexec_core.c, kernel_kexec(); "kexec: " before 3.19
  private static final String STARTING = "Starting new kernel";

  private LastLines() {}

  /** Returns the line that an agent writes when it leaves. */
  public static String ofLeaving(String execId) {
    return "fleetfoot-agent: exec " + execId + " leaves this kernel";
  }

  /**
   * Returns the time from the agent's line to the kernel's, or nothing when the console does not
   * end with that execution.
   */
  public static Optional<Duration> between(String console, String execId) {
    Optional<Duration> left = Optional.empty();
    Optional<Duration> between = Optional.empty();
    for (KernelLogLine line : KernelLogLine.parse(console)) {
      if (line.text().equals(ofLeaving(execId))) {
        left = Optional.of(line.at());
        between = Optional.empty();
      } else if (left.isPresent() && line.text().endsWith(STARTING)) {
        between = Optional.of(line.at().minus(left.get())).filter(time -> !time.isNegative());
      }
    }
    return between;
  }
}
