package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.reboot.RebootState;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the gauges show of one rollout, or of all of one name that have not ended.
 *
 * @param openWave index of the open wave; of several rollouts the lowest
 * @param failureBudget the failures that it tolerates
 * @param idle for how much of the time that its windows and freezes leave open nothing of it has
 *     moved, though nothing of it is under way; of several rollouts the longest; absent where there
 *     is a reason to stand still
 * @param waves by index, how many hosts are in each state
 */
public record RolloutFigures(
    String name,
    int openWave,
    int failureBudget,
    @Nullable Duration idle,
    Map<Integer, Map<RebootState, Integer>> waves) {

  /** Returns the figures of this and another rollout of the name together. */
  public RolloutFigures with(RolloutFigures other) {
    Map<Integer, Map<RebootState, Integer>> sums = new TreeMap<>();
    for (RolloutFigures one : List.of(this, other)) {
      one.waves.forEach(
          (wave, states) ->
              states.forEach(
                  (state, hosts) ->
                      sums.computeIfAbsent(wave, index -> new EnumMap<>(RebootState.class))
                          .merge(state, hosts, Integer::sum)));
    }
    return new RolloutFigures(
        name,
        Math.min(openWave, other.openWave),
        failureBudget + other.failureBudget,
        longer(idle, other.idle),
        sums);
  }

  private static @Nullable Duration longer(@Nullable Duration one, @Nullable Duration other) {
    return one == null || (other != null && other.compareTo(one) > 0) ? other : one;
  }

  /** Returns how many hosts count against the failure budget. */
  public int failed() {
    return waves.values().stream()
        .flatMap(states -> states.entrySet().stream())
        .filter(entry -> entry.getKey().isFailure())
        .mapToInt(Map.Entry::getValue)
        .sum();
  }
}
