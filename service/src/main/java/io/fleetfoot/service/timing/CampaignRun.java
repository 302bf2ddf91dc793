package io.fleetfoot.service.timing;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Plays what is left of a rollout through to its end, as often as asked. */
final class CampaignRun {

  /** The rollout never ends: no window comes, or lost hosts take up all that may be down. */
  static final long NEVER = Openings.NEVER;

  /** The rollout stops, for more hosts failed than are tolerated. */
  static final long STOPPED = -1;

  private final Campaign campaign;
  private final RandomGenerator random;
  private final Openings openings;
  private final List<DownTimes> kinds;
  private final long[] needed;
  private final long[][] measured;
  private final long[][] drawn;

  /** Of each wave, the kinds of the hosts that wait, in the order in which they go down. */
  private final int[][] waiting;

  private final EndTimes onTheWay = new EndTimes();
  private Chance chance = new Chance(0, 0);
  private int failed;
  private int lost;
  private int opening;

  CampaignRun(Campaign campaign, Openings openings, RandomGenerator random) {
    this.campaign = campaign;
    this.openings = openings;
    this.random = random;
    this.kinds = campaign.kinds();
    this.needed = kinds.stream().mapToLong(kind -> kind.p95().toNanos()).toArray();
    this.measured = kinds.stream().map(kind -> kind.whole().toNanos()).toArray(long[][]::new);
    this.drawn = kinds.stream().map(kind -> kind.whole().toNanos()).toArray(long[][]::new);
    this.waiting = campaign.waves().stream().map(this::kindsInAnyOrder).toArray(int[][]::new);
  }

  /**
   * Returns in how many nanoseconds from now the rollout ends, or {@link #NEVER} or {@link
   * #STOPPED}. Each run draws its own hosts' down times and its own chances of failure out of what
   * was measured (the bootstrap of Efron, 1979), so that little knowledge makes a wide forecast.
   */
  long play() {
    chance = Chance.draw(campaign.outcomes(), random);
    for (int kind = 0; kind < drawn.length; kind++) {
      for (int i = 0; i < drawn[kind].length; i++) {
        drawn[kind][i] = measured[kind][random.nextInt(measured[kind].length)];
      }
    }
    failed = 0;
    lost = 0;
    opening = 0;
    long at = 0;
    for (int i = 0; i < waiting.length && at != NEVER; i++) {
      ForecastWave wave = campaign.waves().get(i);
      at = play(wave, waiting[i], at);
      at = at == NEVER ? NEVER : at + wave.soak().toNanos();
    }
    return failed > campaign.failuresTolerated() ? STOPPED : at;
  }

  private long play(ForecastWave wave, int[] hosts, long start) {
    onTheWay.clear();
    long end = start;
    for (ForecastWave.OnTheWay host : wave.onTheWay()) {
      end = Math.max(end, letFinish(host));
    }
    long at = start;
    for (int kind : hosts) {
      while (onTheWay.size() >= Math.min(wave.maxParallel(), wave.maxUnavailable() - lost)) {
        if (onTheWay.size() == 0) {
          return NEVER;
        }
        long first = onTheWay.removeFirst();
        at = Math.max(at, EndTimes.time(first));
        lost += EndTimes.isLost(first) ? 1 : 0;
      }
      opening = openings.indexAt(at, opening);
      long goes = goes(at, kind);
      if (goes == NEVER) {
        return NEVER;
      }
      end = Math.max(end, letGo(goes, drawn[kind][random.nextInt(drawn[kind].length)], chance));
      if (failed > campaign.failuresTolerated()) {
        return end;
      }
    }
    while (onTheWay.size() > 0) {
      lost += EndTimes.isLost(onTheWay.removeFirst()) ? 1 : 0;
    }
    return end;
  }

  /** A host of which nothing alike was measured is kept for good by no window that is too short. */
  private long goes(long at, int kind) {
    long fits = openings.fit(at, needed[kind], opening);
    return fits == NEVER && !kinds.get(kind).basis().isOfTheirKind()
        ? openings.fit(at, 1, opening)
        : fits;
  }

  /** Returns when a host ends that goes down at the time. */
  private long letGo(long goes, long downTime, Chance ofHost) {
    boolean silent = random.nextDouble() < ofHost.silent();
    if (silent || random.nextDouble() < ofHost.failed()) {
      failed++;
    }
    long ends = goes + (silent ? campaign.lostAfter().toNanos() : downTime);
    onTheWay.add(Math.max(0, ends), silent);
    return ends;
  }

  private long letFinish(ForecastWave.OnTheWay host) {
    long elapsed = host.elapsed().toNanos();
    long[] times = measured[kinds.indexOf(host.downTimes())];
    int shorter = 0;
    while (shorter < times.length && times[shorter] <= elapsed) {
      shorter++;
    }
    double longer = times.length - shorter;
    return letGo(
        -elapsed,
        shorter < times.length
            ? times[shorter + random.nextInt(times.length - shorter)]
            : anyTimeUpToItsDeadline(elapsed),
        chance.afterSurviving((longer + 0.5) / (times.length + 1)));
  }

  /** A host slower than all that were measured: of it nothing is known but its deadline. */
  private long anyTimeUpToItsDeadline(long elapsed) {
    long left = Math.max(1, campaign.lostAfter().toNanos() - elapsed);
    return elapsed + random.nextLong(left);
  }

  private int[] kindsInAnyOrder(ForecastWave wave) {
    int[] order =
        wave.waiting().stream()
            .flatMapToInt(
                hosts -> {
                  int kind = kinds.indexOf(hosts.downTimes());
                  return IntStream.generate(() -> kind).limit(hosts.hosts());
                })
            .toArray();
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kind = order[i];
      order[i] = order[other];
      order[other] = kind;
    }
    return order;
  }
}
