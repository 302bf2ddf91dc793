package io.fleetfoot.agent;

import io.fleetfoot.agent.preflight.Finding;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at the host again only after a while, so that a busy scraper costs it nothing. */
final class RecentFindings implements Supplier<List<Finding>> {
  private final Supplier<List<Finding>> examine;
  private final long nanosKept;
  private final LongSupplier nanoTime;
  private @Nullable List<Finding> findings;
  private long since;

  /** Keeps what was found for so long, by a clock that never goes back. */
  RecentFindings(Supplier<List<Finding>> examine, Duration kept, LongSupplier nanoTime) {
    this.examine = examine;
    this.nanosKept = kept.toNanos();
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized List<Finding> get() {
    long now = nanoTime.getAsLong();
    List<Finding> known = findings;
    if (known == null || now - since >= nanosKept) {
      known = examine.get();
      findings = known;
      since = now;
    }
    return known;
  }
}
