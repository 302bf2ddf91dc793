package io.fleetfoot.service.timing;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Says when a rollout will have ended, by playing what is left of it through many times. */
public final class Forecaster {

  /** How many runs give the tenths of a forecast to about a hundredth. */
  public static final int RUNS = 1000;

  private Forecaster() {}

  /** Returns the forecast by so many runs; the same chance gives the same forecast. */
  public static Forecast forecast(
      Campaign campaign, Instant now, int runs, RandomGenerator random) {
    if (runs < 1) {
      throw new IllegalArgumentException("%d runs: a forecast needs at least one".formatted(runs));
    }
    CampaignRun run = new CampaignRun(campaign, new Openings(campaign.openTimes(), now), random);
    long[] played = LongStream.generate(run::play).limit(runs).toArray();
    long[] ends =
        Arrays.stream(played)
            .map(end -> end == CampaignRun.STOPPED ? CampaignRun.NEVER : end)
            .sorted()
            .toArray();
    Instant deadline = campaign.deadline();
    return new Forecast(
        now,
        runs,
        by(0.5, ends, now),
        by(0.9, ends, now),
        deadline == null ? null : share(ends, Duration.between(now, deadline).toNanos()),
        (double) Arrays.stream(played).filter(end -> end == CampaignRun.STOPPED).count() / runs,
        basis(campaign));
  }

  private static @Nullable Instant by(double share, long[] ends, Instant now) {
    long end = ends[(int) Math.ceil(share * ends.length) - 1];
    return end == CampaignRun.NEVER ? null : now.plusNanos(end);
  }

  private static double share(long[] ends, long until) {
    return (double) Arrays.stream(ends).filter(end -> end <= until).count() / ends.length;
  }

  private static List<String> basis(Campaign campaign) {
    return campaign.kinds().stream().map(DownTimes::text).distinct().sorted().toList();
  }
}
