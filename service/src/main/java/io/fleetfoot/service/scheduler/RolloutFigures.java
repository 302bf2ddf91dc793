package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.reboot.RebootState;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the gauges show of one rollout.
 *
 * @param openWave index of the open wave
 * @param failureBudget the failures that it tolerates
 * @param idle for how long none of its reboots has changed its state; absent once it has ended
 * @param waves by index, how many hosts are in each state
 */
public record RolloutFigures(
    String name,
    int openWave,
    int failureBudget,
    @Nullable Duration idle,
    Map<Integer, Map<RebootState, Integer>> waves) {

  /** Returns how many hosts count against the failure budget. */
  public int failed() {
    return waves.values().stream()
        .flatMap(states -> states.entrySet().stream())
        .filter(entry -> entry.getKey().isFailure())
        .mapToInt(Map.Entry::getValue)
        .sum();
  }
}
