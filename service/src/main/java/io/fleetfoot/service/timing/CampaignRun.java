package io.fleetfoot.service.timing;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Plays what is left of a rollout through to its end, as often as asked. */
final class CampaignRun {

  /**
   * The rollout never completes: no window comes, lost hosts take up all that may be down, or its
   * term is over before it is done.
   */
  static final long NEVER = Openings.NEVER;

  /** The rollout stops, for more hosts failed than are tolerated. */
  static final long STOPPED = -1;

  private final Campaign campaign;
  private final RandomGenerator random;
  private final Openings openings;
  private final long deadline;
  private final long latest;
  private final List<DownTimes> kinds;
  private final List<RoomNeed> needs;
  private final long[][] measured;
  private final long[][] drawn;

  /** Of each wave, the kinds of the hosts that wait, in the order in which they go down. */
  private final int[][] waiting;

  private final Turns turns;

  /** When each host that another rollout reboots is back. */
  private final long[] back;

  /** When the last reboot of each wave ended. */
  private final long[] waveEnds;

  private final EndTimes onTheWay = new EndTimes();
  private Chance chance = new Chance(0, 0);
  private int failed;
  private int lost;
  private int opening;
  private long at;
  private long end;

  /** When the last host was done so far. */
  private long done;

  CampaignRun(Campaign campaign, Instant now, RandomGenerator random) {
    this.campaign = campaign;
    this.openings = new Openings(campaign.openTimes(), campaign.term(), now);
    this.deadline = Openings.nanos(now, campaign.term().deadline());
    this.latest = Openings.nanos(now, campaign.term().latest());
    this.random = random;
    this.kinds = campaign.kinds();
    this.needs = kinds.stream().map(RoomNeed::of).toList();
    this.measured = kinds.stream().map(kind -> kind.whole().toNanos()).toArray(long[][]::new);
    this.drawn = kinds.stream().map(kind -> kind.whole().toNanos()).toArray(long[][]::new);
    this.waiting = campaign.waves().stream().map(this::kindsInAnyOrder).toArray(int[][]::new);
    this.turns = new Turns(waiting.length);
    this.back = new long[campaign.elsewhere().rebooting().size()];
    this.waveEnds = new long[waiting.length];
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
    done = Long.MIN_VALUE;
    drawElsewhere();
    Arrays.fill(waveEnds, NEVER);
    long next = 0;
    for (int i = 0; i < waiting.length && next != NEVER; i++) {
      ForecastWave wave = campaign.waves().get(i);
      waveEnds[i] = play(wave, waiting[i], turns.of(i), next);
      next = waveEnds[i] == NEVER ? NEVER : waveEnds[i] + wave.soak().toNanos();
    }
    if (failed > campaign.failuresTolerated()) {
      return STOPPED;
    }
    return done > deadline || next > latest ? NEVER : next;
  }

  /** Returns when the last reboot of each wave ended in the last play, or {@link #NEVER}. */
  long[] waveEnds() {
    return waveEnds.clone();
  }

  /** A host that another rollout loses is down for good, and is lost to this one too. */
  private void drawElsewhere() {
    turns.clear();
    for (int i = 0; i < back.length; i++) {
      Elsewhere.Rebooting host = campaign.elsewhere().rebooting().get(i);
      Elsewhere.Turn turn = host.turn();
      boolean silent = random.nextDouble() < chanceOf(host.there()).silent();
      long left = lengthOf(host.there()) - host.there().elapsed().toNanos();
      back[i] = silent ? 0 : Math.max(0, left);
      lost += silent ? 1 : 0;
      failed += silent && turn != null ? 1 : 0;
      if (!silent && turn != null) {
        turns.add(turn.wave(), new Turns.Free(back[i], kinds.indexOf(turn.downTimes()), 1));
      }
    }
    for (Elsewhere.Held held : campaign.elsewhere().held()) {
      long free = held.free().nanos(random.nextInt(held.free().size()));
      int kind = kinds.indexOf(held.turn().downTimes());
      turns.add(held.turn().wave(), new Turns.Free(free, kind, held.hosts()));
    }
  }

  /** Those that other rollouts have go last: until they are free, the others need not wait. */
  private long play(ForecastWave wave, int[] hosts, List<Turns.Free> later, long start) {
    onTheWay.clear();
    end = start;
    for (ForecastWave.OnTheWay host : wave.onTheWay()) {
      end = Math.max(end, letFinish(host));
    }
    for (long time : back) {
      if (time > start) {
        onTheWay.add(time, false);
      }
    }
    at = start;
    boolean goesOn = true;
    for (int i = 0; goesOn && i < hosts.length; i++) {
      goesOn = letNextGo(wave, hosts[i]);
    }
    for (Turns.Free free : later) {
      at = Math.max(at, free.time());
      for (int i = 0; goesOn && at != NEVER && i < free.hosts(); i++) {
        goesOn = letNextGo(wave, free.kind());
      }
    }
    while (goesOn && onTheWay.size() > 0) {
      lost += EndTimes.isLost(onTheWay.removeFirst()) ? 1 : 0;
    }
    return at == NEVER ? NEVER : end;
  }

  /** Lets a host go down as soon as it may, and says whether others may after it. */
  private boolean letNextGo(ForecastWave wave, int kind) {
    while (onTheWay.size() >= Math.min(wave.maxParallel(), wave.maxUnavailable() - lost)) {
      if (onTheWay.size() == 0) {
        at = NEVER;
        return false;
      }
      long first = onTheWay.removeFirst();
      at = Math.max(at, EndTimes.time(first));
      lost += EndTimes.isLost(first) ? 1 : 0;
    }
    opening = openings.indexAt(at, opening);
    long goes = openings.goes(at, needs.get(kind), opening);
    if (goes == NEVER) {
      at = NEVER;
      return false;
    }
    end = Math.max(end, letGo(goes, drawn[kind][random.nextInt(drawn[kind].length)], chance));
    return failed <= campaign.failuresTolerated();
  }

  /** Returns when a host ends that goes down at the time. */
  private long letGo(long goes, long downTime, Chance ofHost) {
    boolean silent = random.nextDouble() < ofHost.silent();
    if (silent || random.nextDouble() < ofHost.failed()) {
      failed++;
    }
    long ends = goes + (silent ? campaign.lostAfter().toNanos() : downTime);
    onTheWay.add(Math.max(0, ends), silent);
    done = Math.max(done, ends);
    return ends;
  }

  private long letFinish(ForecastWave.OnTheWay host) {
    return letGo(-host.elapsed().toNanos(), lengthOf(host), chanceOf(host));
  }

  /** Draws how long a host that is on its way takes in all. */
  private long lengthOf(ForecastWave.OnTheWay host) {
    long elapsed = host.elapsed().toNanos();
    long[] times = measured[kinds.indexOf(host.downTimes())];
    int shorter = shorter(times, elapsed);
    return shorter < times.length
        ? times[shorter + random.nextInt(times.length - shorter)]
        : anyTimeUpToItsDeadline(elapsed);
  }

  private Chance chanceOf(ForecastWave.OnTheWay host) {
    long[] times = measured[kinds.indexOf(host.downTimes())];
    double longer = times.length - shorter(times, host.elapsed().toNanos());
    return chance.afterSurviving((longer + 0.5) / (times.length + 1));
  }

  private static int shorter(long[] times, long elapsed) {
    int shorter = 0;
    while (shorter < times.length && times[shorter] <= elapsed) {
      shorter++;
    }
    return shorter;
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
