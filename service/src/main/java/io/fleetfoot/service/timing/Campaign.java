package io.fleetfoot.service.timing;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is left of a rollout, as a forecast needs it.
 *
 * @param waves what is left of the waves, the open one first
 * @param openTimes when hosts may begin to go down
 * @param lostAfter how long after its admission a silent host is lost
 * @param failuresTolerated how many more hosts may fail before the rollout stops
 * @param outcomes how earlier reboots ended
 * @param elsewhere the hosts that other rollouts have; those with a turn are in no wave
 * @param term until when the rollout goes on
 */
public record Campaign(
    List<ForecastWave> waves,
    OpenTimes openTimes,
    Duration lostAfter,
    int failuresTolerated,
    Outcomes outcomes,
    Elsewhere elsewhere,
    Term term) {

  public Campaign {
    waves = List.copyOf(waves);
  }

  /** Makes what is left of a rollout of which no other one has a host. */
  public Campaign(
      List<ForecastWave> waves,
      OpenTimes openTimes,
      Duration lostAfter,
      int failuresTolerated,
      Outcomes outcomes,
      Term term) {
    this(waves, openTimes, lostAfter, failuresTolerated, outcomes, Elsewhere.none(), term);
  }

  /** Returns the down times of all hosts, each kind once. */
  List<DownTimes> kinds() {
    return Stream.concat(waves.stream().flatMap(Campaign::kindsOf), kindsElsewhere())
        .distinct()
        .toList();
  }

  private static Stream<DownTimes> kindsOf(ForecastWave wave) {
    return Stream.concat(
        wave.waiting().stream().map(ForecastWave.Waiting::downTimes),
        wave.onTheWay().stream().map(ForecastWave.OnTheWay::downTimes));
  }

  private Stream<DownTimes> kindsElsewhere() {
    return Stream.concat(
        elsewhere.rebooting().stream()
            .flatMap(
                host ->
                    Stream.concat(
                        Stream.of(host.there().downTimes()),
                        Stream.ofNullable(host.turn()).map(Elsewhere.Turn::downTimes))),
        elsewhere.held().stream().map(held -> held.turn().downTimes()));
  }
}
