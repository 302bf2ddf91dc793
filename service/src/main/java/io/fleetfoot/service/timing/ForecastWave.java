package io.fleetfoot.service.timing;

import java.time.Duration;
import java.util.List;

/**
 * What is left of one wave of a rollout.
 *
 * @param waiting the hosts that have not gone down yet
 * @param onTheWay the hosts that have
 * @param maxParallel how many of the rollout's hosts may be on their way at a time; at least 1
 * @param maxUnavailable how many may be down at a time, those included that never came back; not
 *     negative
 * @param soak how long after its last reboot the wave is watched
 */
public record ForecastWave(
    List<Waiting> waiting,
    List<OnTheWay> onTheWay,
    int maxParallel,
    int maxUnavailable,
    Duration soak) {

  public ForecastWave {
    waiting = List.copyOf(waiting);
    onTheWay = List.copyOf(onTheWay);
    if (maxParallel < 1 || maxUnavailable < 0) {
      throw new IllegalArgumentException(
          "maxParallel is %d and maxUnavailable %d: wanted at least 1, and not negative"
              .formatted(maxParallel, maxUnavailable));
    }
    if (soak.isNegative()) {
      throw new IllegalArgumentException("soak is %s: it must not be negative".formatted(soak));
    }
  }

  /** So many hosts that will be down as long as those were. */
  public record Waiting(int hosts, DownTimes downTimes) {}

  /** A host that was admitted so long ago, and will be down as long as those were. */
  public record OnTheWay(Duration elapsed, DownTimes downTimes) {}
}
