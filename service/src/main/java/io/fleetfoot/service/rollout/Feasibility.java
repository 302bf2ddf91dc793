package io.fleetfoot.service.rollout;

import io.fleetfoot.service.window.MaintenanceCalendar;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Refuses rollouts that could never finish, however well everything goes. */
public final class Feasibility {

  private Feasibility() {}

  /**
   * Checks that the rollout could finish.
   *
   * @param waves its waves, as they are planned
   * @throws UnfinishableException if its deadline has passed, if no window opens in time, or if its
   *     soaks alone take longer than there is time
   */
  public static void require(RolloutSpec spec, List<Wave> waves, Instant now) {
    Instant deadline = spec.policy().deadline();
    if (deadline != null && !now.isBefore(deadline)) {
      throw new UnfinishableException(
          "$.deadline", "the deadline %s has passed, it is %s".formatted(deadline, now));
    }
    Instant start = opening(spec, now);
    if (deadline != null) {
      requireTime(spec, waves, start, deadline);
    }
  }

  private static Instant opening(RolloutSpec spec, Instant now) {
    Instant deadline = spec.policy().deadline();
    Duration horizon =
        deadline == null ? MaintenanceCalendar.LOOKAHEAD : Duration.between(now, deadline);
    Duration asked =
        horizon.compareTo(MaintenanceCalendar.LONGEST_HORIZON) < 0
            ? horizon
            : MaintenanceCalendar.LONGEST_HORIZON;
    Optional<Instant> opening = RolloutCalendar.of(spec.policy()).hours().nextOpening(now, asked);
    return opening.orElseThrow(
        () ->
            new UnfinishableException(
                "$.windows",
                "windows and freezes leave no time for a host to begin between %s and %s"
                    .formatted(now, now.plus(asked))));
  }

  /**
   * Each wave takes at least one soak for as many hosts as may be down at a time, and is watched
   * afterwards, the last one too.
   */
  private static void requireTime(
      RolloutSpec spec, List<Wave> waves, Instant start, Instant deadline) {
    int total = waves.stream().mapToInt(wave -> wave.hosts().size()).sum();
    int most = spec.disruptionBudget().limit(total);
    long turns = waves.stream().mapToLong(wave -> turns(wave, most)).sum();
    Duration needed =
        spec.soak().multipliedBy(turns).plus(spec.policy().waveSoak().multipliedBy(waves.size()));
    Duration left = Duration.between(start, deadline);
    if (needed.compareTo(left) > 0) {
      throw new UnfinishableException(
          "$.deadline",
          "%d hosts in %d waves, at most %d down at a time, need %d turns and %s for their soaks"
                  .formatted(total, waves.size(), most, turns, needed)
              + " alone; from %s to the deadline there are %s".formatted(start, left));
    }
  }

  private static long turns(Wave wave, int most) {
    return (wave.hosts().size() + most - 1L) / most;
  }
}
