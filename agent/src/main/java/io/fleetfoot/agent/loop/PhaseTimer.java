package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.Report;
import io.fleetfoot.agent.timing.Quality;
import io.fleetfoot.agent.timing.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Times the phases that begin and end in this process, each where the one before ended. */
final class PhaseTimer {
  private final LongSupplier nanoTime;
  private final List<Report.Phase> phases = new ArrayList<>();
  private long since;

  PhaseTimer(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.since = nanoTime.getAsLong();
  }

  /** Ends a phase; the next one begins. */
  void end(String name) {
    long now = nanoTime.getAsLong();
    phases.add(
        new Report.Phase(
            name,
            (now - since) / 1e9,
            Quality.EXACT.wireName(),
            Optional.of(Source.AGENT_CLOCK.wireName())));
    since = now;
  }

  List<Report.Phase> phases() {
    return List.copyOf(phases);
  }
}
