package io.fleetfoot.service.rollout;

import io.fleetfoot.service.window.MaintenanceCalendar;
import io.fleetfoot.service.window.SpokenDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Refuses rollouts that could never finish, however well everything goes. */
public final class Feasibility {

  private final RolloutSpec spec;
  private final Instant now;
  private final Instant latest;
  private final Instant end;

  private Feasibility(RolloutSpec spec, Instant now, Duration longest) {
    this.spec = spec;
    this.now = now;
    this.latest = now.plus(longest);
    this.end = end(spec, now, longest);
  }

  /** Returns when a rollout that is asked for now is to have ended, by its deadline or by ours. */
  public static Instant end(RolloutSpec spec, Instant now, Duration longest) {
    @Nullable Instant asked = spec.policy().deadline();
    Instant latest = now.plus(longest);
    return asked == null || latest.isBefore(asked) ? latest : asked;
  }

  /**
   * Checks that the rollout could finish.
   *
   * @param waves its waves, as they are planned
   * @param longest how long a rollout may run at the longest, whatever its deadline
   * @throws UnfinishableException if its deadline has passed, if no window opens in time, or if its
   *     soaks alone take longer than there is time
   */
  public static void require(RolloutSpec spec, List<Wave> waves, Instant now, Duration longest) {
    Instant deadline = spec.policy().deadline();
    if (deadline != null && !now.isBefore(deadline)) {
      throw new UnfinishableException(
          "$.deadline", "the deadline %s has passed, it is %s".formatted(deadline, now));
    }
    Feasibility feasibility = new Feasibility(spec, now, longest);
    boolean done = waves.stream().allMatch(wave -> wave.hosts().isEmpty());
    feasibility.requireTime(waves, done ? now : feasibility.opening());
  }

  private Instant opening() {
    Duration left = Duration.between(now, end);
    Duration asked =
        left.compareTo(MaintenanceCalendar.LONGEST_HORIZON) < 0
            ? left
            : MaintenanceCalendar.LONGEST_HORIZON;
    return RolloutCalendar.of(spec.policy())
        .hours()
        .nextOpening(now, asked)
        .orElseThrow(
            () ->
                new UnfinishableException(
                    "$.windows",
                    "windows and freezes leave no time for a host to begin between %s and %s"
                        .formatted(now, isLatest() ? theLatest() : now.plus(asked))));
  }

  /**
   * Each wave takes at least one soak for as many hosts as may be down at a time, and is watched
   * afterwards, the last one too.
   */
  private void requireTime(List<Wave> waves, Instant start) {
    int total = waves.stream().mapToInt(wave -> wave.hosts().size()).sum();
    int most = spec.disruptionBudget().limit(total);
    long turns = waves.stream().mapToLong(wave -> turns(wave, most)).sum();
    Duration soaks = spec.soak().multipliedBy(turns);
    Duration watched = spec.policy().waveSoak().multipliedBy(waves.size());
    Duration needed = soaks.plus(watched);
    Duration left = Duration.between(start, end);
    if (needed.compareTo(left) > 0) {
      String longer = soaks.compareTo(watched) < 0 ? "$.waveSoak" : "$.soak";
      throw new UnfinishableException(
          isLatest() ? longer : "$.deadline",
          (total == 0
                  ? nothingToDo(waves.size(), needed)
                  : "the soaks alone of %s in %s, at most %d down at a time, take %s in %s"
                      .formatted(
                          Counted.of(total, "host"),
                          Counted.of(waves.size(), "wave"),
                          most,
                          SpokenDuration.of(needed),
                          Counted.of(turns, "turn")))
              + "; the time from %s to %s is %s"
                  .formatted(
                      start,
                      isLatest() ? theLatest() + "," : "the deadline",
                      SpokenDuration.of(left)));
    }
  }

  private static String nothingToDo(int waves, Duration watched) {
    return "there is nothing to do, for every host runs the kernel image already; but %s watched for %s"
        .formatted(Counted.are(waves, "wave"), SpokenDuration.of(watched));
  }

  private boolean isLatest() {
    return end.equals(latest);
  }

  private String theLatest() {
    return "%s, the latest that it may run (fleetfoot.rollouts.longest is %s)"
        .formatted(latest, SpokenDuration.of(Duration.between(now, latest)));
  }

  private static long turns(Wave wave, int most) {
    return (wave.hosts().size() + most - 1L) / most;
  }
}
