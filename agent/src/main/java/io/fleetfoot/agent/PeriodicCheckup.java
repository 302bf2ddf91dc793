package io.fleetfoot.agent;

import io.fleetfoot.agent.loop.Checkup;
import io.fleetfoot.agent.preflight.Finding;
import io.fleetfoot.agent.preflight.Severity;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Makes the checks in the loop's first pause and once in an interval after that: neither the proof
 * of a boot nor a scrape waits for them. What they refuse is logged when it is another than before.
 */
final class PeriodicCheckup implements Checkup {
  private static final System.Logger LOG = System.getLogger(PeriodicCheckup.class.getName());

  private final Supplier<List<Finding>> examine;
  private final long interval;
  private final LongSupplier nanoTime;
  // read by the thread of a scrape, too
  private volatile Optional<List<Finding>> latest = Optional.empty();
  private long since;

  /** Takes how the host is looked at, and how often, by a clock that never goes back. */
  PeriodicCheckup(Supplier<List<Finding>> examine, Duration interval, LongSupplier nanoTime) {
    this.examine = examine;
    this.interval = interval.toNanos();
    this.nanoTime = nanoTime;
  }

  @Override
  public void lookWhenDue() {
    if (latest.isPresent() && nanoTime.getAsLong() - since < interval) {
      return;
    }
    List<Finding> found = examine.get();
    // counted from the end: a host on which the checks take long is looked at less often
    since = nanoTime.getAsLong();
    List<Finding> refusals = refusals(found);
    if (latest.map(PeriodicCheckup::refusals).filter(refusals::equals).isEmpty()) {
      log(found.size(), refusals);
    }
    latest = Optional.of(found);
  }

  @Override
  public Optional<List<Finding>> latest() {
    return latest;
  }

  private static void log(int all, List<Finding> refusals) {
    LOG.log(
        refusals.isEmpty() ? Level.INFO : Level.WARNING,
        "checks: {0} of {1} refuse a reboot by kexec; fleetfoot-agent doctor shows them all",
        refusals.size(),
        all);
    refusals.forEach(finding -> LOG.log(Level.WARNING, "check {0}", finding));
  }

  private static List<Finding> refusals(List<Finding> findings) {
    return findings.stream().filter(finding -> finding.severity() == Severity.REFUSE).toList();
  }
}
