package io.fleetfoot.service.bench;

import io.fleetfoot.service.timing.Baseline;
import io.fleetfoot.service.timing.Comparison;
import io.fleetfoot.service.timing.HardwareClass;
import io.fleetfoot.service.timing.Phase;
import io.fleetfoot.service.timing.PhaseTiming;
import io.fleetfoot.service.timing.PhaseTimings;
import io.fleetfoot.service.timing.Quality;
import io.fleetfoot.service.timing.RegressionTest;
import io.fleetfoot.service.timing.TimedReboots;
import io.fleetfoot.service.timing.TimingKey;
import io.fleetfoot.service.timing.TimingVerdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Lets the timing gate judge made waves, of which it is known whether they got slower. */
record GateTrial(Noise noise, int baseline, int wave) {

  private static final TimingKey KEY =
      new TimingKey(new HardwareClass.Labelled("made"), "reserved", "old", "new");

  /**
   * Judges so many waves, each with a baseline of its own, whose blackouts take so many times as
   * long as the baseline's, and returns the share of which the gate says that they got slower.
   */
  double alarms(int waves, double blackoutFactor, RegressionTest test, RandomGenerator random) {
    int alarms = 0;
    for (int i = 0; i < waves; i++) {
      TimedReboots earlier = reboots(baseline, 1, random);
      TimedReboots now = reboots(wave, blackoutFactor, random);
      TimingVerdict verdict =
          test.judge(Comparison.of(now, new Baseline(earlier, Baseline.Source.OTHER_ROLLOUTS)));
      alarms += verdict.outcome() == TimingVerdict.Outcome.REGRESSION ? 1 : 0;
    }
    return (double) alarms / waves;
  }

  private TimedReboots reboots(int count, double blackoutFactor, RandomGenerator random) {
    List<PhaseTimings> reboots = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      reboots.add(reboot(blackoutFactor, random));
    }
    return new TimedReboots(KEY, reboots);
  }

  /** All phases of a host share a part of its noise: a slow host is slow in each. */
  private PhaseTimings reboot(double blackoutFactor, RandomGenerator random) {
    double ofHost = Math.exp(0.03 * random.nextGaussian());
    List<PhaseTiming> timings = new ArrayList<>();
    for (Phase phase : Comparison.PHASES) {
      double factor = phase == Phase.BLACKOUT ? blackoutFactor : 1;
      double millis = middleMillis(phase) * ofHost * factor * noise.draw(random);
      timings.add(
          new PhaseTiming(phase, Duration.ofNanos((long) (millis * 1_000_000)), Quality.EXACT));
    }
    return new PhaseTimings(timings);
  }

  /** How long the phases after the admission take in the middle. */
  private static double middleMillis(Phase phase) {
    return switch (phase) {
      case VERIFY -> 3020;
      case QUIESCE -> 1400;
      case SHUTDOWN -> 800;
      case BLACKOUT -> 62.4;
      case BOOT -> 6100;
      case FETCH, STAGE -> throw new IllegalArgumentException(phase + " is not compared");
    };
  }
}
