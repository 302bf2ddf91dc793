package io.fleetfoot.service.bench;

import io.fleetfoot.service.timing.Campaign;
import io.fleetfoot.service.timing.DownTimes;
import io.fleetfoot.service.timing.Forecast;
import io.fleetfoot.service.timing.ForecastWave;
import io.fleetfoot.service.timing.Forecaster;
import io.fleetfoot.service.timing.OpenTimes;
import io.fleetfoot.service.timing.Opening;
import io.fleetfoot.service.timing.Term;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the forecast is worth: campaigns in a world that the forecaster does not know, forecast from
 * what was seen of it, and then let happen.
 *
 * @param campaigns how many there were
 * @param runs how many runs each forecast had
 * @param p50Coverage the share that ended before the forecast's p50
 * @param p90Coverage the share that ended before the forecast's p90
 * @param withoutP90 how many forecasts had no p90, because fewer than nine in ten runs ever ended
 * @param byNoise p90Coverage by noise model
 * @param byHistory p90Coverage by how many reboots had been seen
 * @param byWindow p90Coverage with a nightly window and without
 */
record ForecastFigures(
    int campaigns,
    int runs,
    double p50Coverage,
    double p90Coverage,
    int withoutP90,
    List<Part> byNoise,
    List<Part> byHistory,
    List<Part> byWindow) {

  private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");
  private static final int[] HISTORIES = {20, 60, 200};

  /** The coverage of those campaigns that have something in common. */
  record Part(String of, int campaigns, double p90Coverage) {}

  private record Trial(
      World world, int history, boolean beforeP50, boolean beforeP90, boolean hasP90) {}

  /** Forecasts so many campaigns and lets them happen. */
  static ForecastFigures measure(int campaigns, int runs, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < campaigns; i++) {
      trials.add(trial(i, runs, random.split()));
    }
    return new ForecastFigures(
        campaigns,
        runs,
        (double) trials.stream().filter(Trial::beforeP50).count() / campaigns,
        coverage(trials),
        (int) trials.stream().filter(trial -> !trial.hasP90()).count(),
        parts(trials, trial -> trial.world().noise().sentence()),
        parts(trials, trial -> trial.history() + " reboots seen before"),
        parts(
            trials,
            trial -> trial.world().windowSeconds() < World.DAY ? "nightly window" : "always open"));
  }

  private static Trial trial(int number, int runs, SplittableRandom random) {
    boolean windows = number % 2 == 0;
    World world =
        new World(
            Noise.values()[number % 3],
            random.nextDouble(30, 300),
            random.nextDouble(0, 0.03),
            random.nextDouble(0, 0.003),
            random.nextInt(0, 6) * 3600,
            windows ? random.nextInt(2, 6) * 3600 : World.DAY);
    int seen = HISTORIES[number / 6 % 3];
    World.History history = world.history(seen, random);
    DownTimes downTimes = new DownTimes(history.downTimes(), DownTimes.Basis.SAME_KIND);
    int hosts = random.nextInt(60, 500);
    int atOnce = random.nextInt(4, 24);
    World.Order order =
        new World.Order(
            List.of(1, 5, hosts / 5, hosts - 6 - hosts / 5),
            atOnce,
            600,
            downTimes.p95().toNanos() / 1e9);
    Forecast forecast =
        Forecaster.forecast(campaign(world, order, history, downTimes), START, runs, random);
    double lasted = world.lastsFor(order, random);
    return new Trial(
        world,
        seen,
        endedBy(forecast.p50(), lasted),
        endedBy(forecast.p90(), lasted),
        forecast.p90() != null);
  }

  /** A forecast that has no such time says that it may never end, which is true of every end. */
  private static boolean endedBy(@Nullable Instant forecast, double lasted) {
    return forecast == null || lasted <= Duration.between(START, forecast).toNanos() / 1e9;
  }

  private static Campaign campaign(
      World world, World.Order order, World.History history, DownTimes downTimes) {
    return new Campaign(
        order.waves().stream()
            .map(
                hosts ->
                    new ForecastWave(
                        List.of(new ForecastWave.Waiting(hosts, downTimes)),
                        List.of(),
                        order.atOnce(),
                        order.atOnce(),
                        Duration.ofSeconds(order.waveSoak())))
            .toList(),
        openTimes(world.windowStart(), world.windowSeconds()),
        Duration.ofSeconds(World.LOST_AFTER),
        Integer.MAX_VALUE,
        history.outcomes(),
        Term.endless());
  }

  static OpenTimes openTimes(int windowStart, int windowSeconds) {
    if (windowSeconds >= World.DAY) {
      return OpenTimes.always();
    }
    return instant -> {
      long day = Math.floorDiv(instant.getEpochSecond(), (long) World.DAY) * World.DAY;
      Instant start = Instant.ofEpochSecond(day + windowStart);
      if (!instant.isBefore(start.plusSeconds(windowSeconds))) {
        start = start.plusSeconds(World.DAY);
      }
      Instant end = start.plusSeconds(windowSeconds);
      return Optional.of(new Opening(instant.isAfter(start) ? instant : start, end));
    };
  }

  private static double coverage(List<Trial> trials) {
    return (double) trials.stream().filter(Trial::beforeP90).count() / trials.size();
  }

  private static List<Part> parts(List<Trial> trials, Function<Trial, String> by) {
    return trials.stream().map(by).distinct().sorted().toList().stream()
        .map(
            of -> {
              List<Trial> part =
                  trials.stream().filter(trial -> by.apply(trial).equals(of)).toList();
              return new Part(of, part.size(), coverage(part));
            })
        .toList();
  }
}
