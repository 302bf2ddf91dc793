package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.timing.Lengths;
import io.fleetfoot.service.timing.Likeness;
import io.fleetfoot.service.timing.Outcomes;
import io.fleetfoot.service.timing.TimedReboots;
import io.fleetfoot.service.timing.TimingKey;
import java.util.List;
import java.util.Map;

/** Reads what reboots took that succeeded, each put with those that it may be compared with. */
public interface TimingSamples {

  /** Returns the reboots of the wave of that index, by what they have in common. */
  List<TimedReboots> ofWave(RolloutId rollout, int wave);

  /** Returns the last reboots of the key in all rollouts but this one, at most so many. */
  TimedReboots ofOtherRollouts(TimingKey key, RolloutId rollout, int limit);

  /** Returns the last reboots of the key in this rollout's waves before this one, likewise. */
  TimedReboots ofEarlierWaves(TimingKey key, RolloutId rollout, int wave, int limit);

  /**
   * Returns how long the last hosts that were alike were down, at most so many: from the admission
   * to the report of the new boot, by the database's clock.
   */
  Lengths downTimes(Likeness likeness, int limit);

  /** Returns what the rollout's reboots that have not ended have in common with others. */
  Map<RebootId, Likeness> likenesses(RolloutId rollout);

  /** Returns how the last admitted reboots of any kind ended, at most so many. */
  Outcomes outcomes(int limit);
}
