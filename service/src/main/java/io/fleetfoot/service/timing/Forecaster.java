package io.fleetfoot.service.timing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
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
    CampaignRun run = new CampaignRun(campaign, now, random);
    long[] played = LongStream.generate(run::play).limit(runs).toArray();
    long[] ends =
        Arrays.stream(played)
            .map(end -> end == CampaignRun.STOPPED ? CampaignRun.NEVER : end)
            .sorted()
            .toArray();
    Instant deadline = campaign.term().deadline();
    return new Forecast(
        now,
        runs,
        by(0.5, ends, now),
        by(0.9, ends, now),
        deadline == null ? null : share(ends, Openings.nanos(now, deadline)),
        (double) Arrays.stream(played).filter(end -> end == CampaignRun.STOPPED).count() / runs,
        basis(campaign));
  }

  /**
   * Returns when the last reboot of each wave ends, by so many runs: how long from now on, of a
   * wave that never ends some three centuries; where the rollout stops, when it does at the latest.
   */
  public static List<Lengths> waveEnds(
      Campaign campaign, Instant now, int runs, RandomGenerator random) {
    CampaignRun run = new CampaignRun(campaign, now, random);
    List<long[]> played = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      run.play();
      played.add(run.waveEnds());
    }
    return IntStream.range(0, campaign.waves().size())
        .mapToObj(wave -> Lengths.ofNanos(played.stream().mapToLong(ends -> ends[wave]).toArray()))
        .toList();
  }

  private static @Nullable Instant by(double share, long[] ends, Instant now) {
    long end = ends[(int) Math.ceil(share * ends.length) - 1];
    return end == CampaignRun.NEVER ? null : now.plusNanos(end);
  }

  private static double share(long[] ends, long until) {
    return (double)
            Arrays.stream(ends).filter(end -> end != CampaignRun.NEVER && end <= until).count()
        / ends.length;
  }

  private static List<String> basis(Campaign campaign) {
    int waiting = campaign.elsewhere().waiting();
    return Stream.concat(
            campaign.kinds().stream().map(DownTimes::text).distinct().sorted(),
            waiting == 0
                ? Stream.of()
                : Stream.of("hosts that wait until another rollout is done with them: " + waiting))
        .toList();
  }
}
