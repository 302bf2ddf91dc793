package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.timing.Baseline;
import io.fleetfoot.service.timing.Comparison;
import io.fleetfoot.service.timing.RegressionTest;
import io.fleetfoot.service.timing.TimedReboots;
import io.fleetfoot.service.timing.TimingKey;
import io.fleetfoot.service.timing.TimingVerdict;
import java.util.List;

/** Says whether the reboots of a wave took longer than earlier ones. */
public class TimingGate {

  private static final int LAST_REBOOTS = 200;

  private final TimingSamples samples;

  /** Makes it over what reboots took. */
  public TimingGate(TimingSamples samples) {
    this.samples = samples;
  }

  /**
   * Judges the wave of that index, whose reboots have all ended: by what other rollouts' reboots of
   * the same hardware class, load method and kernel pair took, or where these are too few, by this
   * rollout's earlier waves.
   */
  public TimingVerdict judge(RolloutId rollout, int wave, RegressionTest test) {
    List<Comparison> comparisons =
        samples.ofWave(rollout, wave).stream()
            .flatMap(
                reboots ->
                    Comparison.of(
                        reboots, baseline(reboots.key(), rollout, wave, test.minSamples()))
                        .stream())
            .toList();
    return test.judge(comparisons);
  }

  private Baseline baseline(TimingKey key, RolloutId rollout, int wave, int minSamples) {
    TimedReboots others = samples.ofOtherRollouts(key, rollout, LAST_REBOOTS);
    if (others.reboots().size() < minSamples) {
      TimedReboots earlier = samples.ofEarlierWaves(key, rollout, wave, LAST_REBOOTS);
      if (earlier.reboots().size() >= minSamples) {
        return new Baseline(earlier, Baseline.Source.EARLIER_WAVES);
      }
    }
    return new Baseline(others, Baseline.Source.OTHER_ROLLOUTS);
  }
}
