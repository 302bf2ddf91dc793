package io.fleetfoot.agent;

import io.fleetfoot.agent.loop.Pause;
import io.fleetfoot.agent.preflight.Finding;
import io.fleetfoot.agent.preflight.Severity;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Logs what the checks found, once, in the agent's first pause: the proof of a boot does not wait
 * for them.
 */
final class ChecksAtStart implements Pause {
  private static final System.Logger LOG = System.getLogger(ChecksAtStart.class.getName());

  private final Supplier<List<Finding>> examine;
  private final Pause then;
  private boolean done;

  ChecksAtStart(Supplier<List<Finding>> examine, Pause then) {
    this.examine = examine;
    this.then = then;
  }

  @Override
  public void of(Duration duration) throws InterruptedException {
    if (!done) {
      done = true;
      log(examine.get());
    }
    then.of(duration);
  }

  private static void log(List<Finding> findings) {
    long refusals = findings.stream().filter(ChecksAtStart::refuses).count();
    LOG.log(
        refusals == 0 ? Level.INFO : Level.WARNING,
        "checks: {0} of {1} refuse a reboot by kexec; fleetfoot-agent doctor shows them all",
        refusals,
        findings.size());
    findings.stream()
        .filter(ChecksAtStart::refuses)
        .forEach(finding -> LOG.log(Level.WARNING, "check {0}", finding));
  }

  private static boolean refuses(Finding finding) {
    return finding.severity() == Severity.REFUSE;
  }
}
