package io.fleetfoot.service.timing;

import java.util.List;
import java.util.Optional;

/** What the phases of reboots took that may be compared with each other. */
public record TimedReboots(TimingKey key, List<PhaseTimings> reboots) {

  public TimedReboots {
    reboots = List.copyOf(reboots);
  }

  /** Returns how long the phase took in those reboots that measured it as well as that. */
  public Lengths lengths(Phase phase, Quality quality) {
    return Lengths.of(
        reboots.stream()
            .map(timings -> timings.of(phase))
            .flatMap(Optional::stream)
            .filter(timing -> timing.quality() == quality)
            .map(PhaseTiming::length)
            .toList());
  }
}
