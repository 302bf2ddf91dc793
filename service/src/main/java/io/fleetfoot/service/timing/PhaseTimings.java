package io.fleetfoot.service.timing;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the phases of one reboot took, each at most once, in the order of the phases. */
public record PhaseTimings(List<PhaseTiming> timings) {

  public PhaseTimings {
    Set<Phase> seen = EnumSet.noneOf(Phase.class);
    for (PhaseTiming timing : timings) {
      if (!seen.add(timing.phase())) {
        throw new IllegalArgumentException(
            "phase %s is timed twice".formatted(timing.phase().wireName()));
      }
    }
    timings = timings.stream().sorted(Comparator.comparing(PhaseTiming::phase)).toList();
  }

  /** Returns no timings. */
  public static PhaseTimings none() {
    return new PhaseTimings(List.of());
  }

  /** Returns the timing of the phase, if it was timed. */
  public Optional<PhaseTiming> of(Phase phase) {
    return timings.stream().filter(timing -> timing.phase() == phase).findFirst();
  }
}
