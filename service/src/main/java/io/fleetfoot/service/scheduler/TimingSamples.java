package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.timing.TimedReboots;
import io.fleetfoot.service.timing.TimingKey;
import java.util.List;

/** Reads what reboots took that succeeded, each put with those that it may be compared with. */
public interface TimingSamples {

  /** Returns the reboots of the wave, by what they have in common. */
  List<TimedReboots> ofWave(RolloutId rollout, int wave);

  /** Returns the last reboots of the key in all rollouts but this one, at most so many. */
  TimedReboots ofOtherRollouts(TimingKey key, RolloutId rollout, int limit);

  /** Returns the last reboots of the key in this rollout's waves before this one, likewise. */
  TimedReboots ofEarlierWaves(TimingKey key, RolloutId rollout, int wave, int limit);
}
