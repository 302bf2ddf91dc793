package io.fleetfoot.service.rollout;

import io.fleetfoot.service.reboot.RebootState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout that was played through came to.
 *
 * @param state where it ended, or where it stands because nobody lets it go on
 * @param reason why, where there is more to say than the state says
 * @param startedAt when it began
 * @param endedAt when it ended or came to a stand
 * @param ends how many hosts ended in each state
 * @param worstDown how many hosts were down at a time at the worst, those of no rollout too
 * @param worstByDomain likewise of each domain, by topology key and domain
 * @param down how many hosts were down over time
 * @param waves when each wave that began did so
 */
public record WhatIfResult(
    RolloutState state,
    @Nullable String reason,
    Instant startedAt,
    Instant endedAt,
    Map<RebootState, Integer> ends,
    int worstDown,
    Map<String, Map<String, Integer>> worstByDomain,
    List<Point> down,
    List<Instant> waves) {

  /** How many hosts were down from an instant on; between two points, the most of that time. */
  public record Point(Instant at, int down) {}

  public WhatIfResult {
    ends = Map.copyOf(ends);
    worstByDomain = Map.copyOf(worstByDomain);
    down = List.copyOf(down);
    waves = List.copyOf(waves);
  }
}
