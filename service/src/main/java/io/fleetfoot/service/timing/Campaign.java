package io.fleetfoot.service.timing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a rollout, as a forecast needs it.
 *
 * @param waves what is left of the waves, the open one first
 * @param openTimes when hosts may begin to go down
 * @param lostAfter how long after its admission a silent host is lost
 * @param failuresTolerated how many more hosts may fail before the rollout stops
 * @param outcomes how earlier reboots ended
 * @param deadline until when the rollout is to end, if that was said
 */
public record Campaign(
    List<ForecastWave> waves,
    OpenTimes openTimes,
    Duration lostAfter,
    int failuresTolerated,
    Outcomes outcomes,
    @Nullable Instant deadline) {

  public Campaign {
    waves = List.copyOf(waves);
  }

  /** Returns the down times of all hosts, each kind once. */
  List<DownTimes> kinds() {
    return waves.stream()
        .flatMap(
            wave ->
                Stream.concat(
                    wave.waiting().stream().map(ForecastWave.Waiting::downTimes),
                    wave.onTheWay().stream().map(ForecastWave.OnTheWay::downTimes)))
        .distinct()
        .toList();
  }
}
