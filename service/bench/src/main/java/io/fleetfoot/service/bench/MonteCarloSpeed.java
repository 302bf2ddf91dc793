package io.fleetfoot.service.bench;

import io.fleetfoot.service.timing.Campaign;
import io.fleetfoot.service.timing.DownTimes;
import io.fleetfoot.service.timing.ForecastWave;
import io.fleetfoot.service.timing.Forecaster;
import io.fleetfoot.service.timing.Outcomes;
import io.fleetfoot.service.timing.Term;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * How long one forecast of a great fleet takes.
 *
 * @param hosts how many hosts are left
 * @param runs how many times the rest is played through
 * @param seconds how long that took, the first time in a new JVM, in one thread
 * @param cpuSeconds for how much of that the thread had a core, on a machine with other work
 */
record MonteCarloSpeed(int hosts, int runs, double seconds, double cpuSeconds) {

  private static final int KIND = 200;

  /** Forecasts, once, four waves over hosts of three kinds in nightly windows of six hours. */
  static MonteCarloSpeed measure(int hosts, int runs, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<DownTimes> kinds =
        Stream.of(Noise.values())
            .map(
                noise ->
                    new World(noise, 120, 0, 0, 0, World.DAY).history(KIND, random).downTimes())
            .map(lengths -> new DownTimes(lengths, DownTimes.Basis.SAME_KIND))
            .toList();
    Campaign campaign =
        new Campaign(
            Stream.of(1, 5, hosts / 5, hosts - 6 - hosts / 5)
                .map(wave -> wave(wave, kinds))
                .toList(),
            ForecastFigures.openTimes(3600, 6 * 3600),
            Duration.ofMinutes(10),
            hosts,
            new Outcomes(990, 8, 2),
            Term.endless());
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long cpuBegin = threads.getCurrentThreadCpuTime();
    long begin = System.nanoTime();
    Forecaster.forecast(campaign, Instant.parse("2026-11-22T00:00:00Z"), runs, random);
    return new MonteCarloSpeed(
        hosts,
        runs,
        (System.nanoTime() - begin) / 1e9,
        (threads.getCurrentThreadCpuTime() - cpuBegin) / 1e9);
  }

  private static ForecastWave wave(int hosts, List<DownTimes> kinds) {
    int each = hosts / kinds.size();
    return new ForecastWave(
        List.of(
            new ForecastWave.Waiting(each, kinds.get(0)),
            new ForecastWave.Waiting(each, kinds.get(1)),
            new ForecastWave.Waiting(hosts - 2 * each, kinds.get(2))),
        List.of(),
        100,
        120,
        Duration.ofMinutes(10));
  }
}
