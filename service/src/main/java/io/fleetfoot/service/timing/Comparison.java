package io.fleetfoot.service.timing;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One phase of a wave's reboots beside the same phase of earlier ones, all measured equally well.
 *
 * @param source where the baseline comes from
 */
public record Comparison(
    TimingKey key,
    Phase phase,
    Quality quality,
    Lengths baseline,
    Baseline.Source source,
    Lengths wave) {

  /** The phases that are compared: those that begin when the host was let go. */
  public static final Set<Phase> PHASES = Set.copyOf(EnumSet.range(Phase.VERIFY, Phase.BOOT));

  /**
   * Returns a comparison for each phase and quality that the wave measured; a figure is never
   * compared with one of another quality.
   */
  public static List<Comparison> of(TimedReboots wave, Baseline baseline) {
    if (!wave.key().equals(baseline.reboots().key())) {
      throw new IllegalArgumentException(
          "reboots of %s are not compared with those of %s"
              .formatted(wave.key(), baseline.reboots().key()));
    }
    List<Comparison> comparisons = new ArrayList<>();
    for (Phase phase : Phase.values()) {
      for (Quality quality : Quality.values()) {
        Lengths lengths = wave.lengths(phase, quality);
        if (PHASES.contains(phase) && !lengths.isEmpty()) {
          comparisons.add(
              new Comparison(
                  wave.key(),
                  phase,
                  quality,
                  baseline.reboots().lengths(phase, quality),
                  baseline.source(),
                  lengths));
        }
      }
    }
    return comparisons;
  }
}
