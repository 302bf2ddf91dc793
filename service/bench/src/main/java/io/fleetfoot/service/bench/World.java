package io.fleetfoot.service.bench;

import io.fleetfoot.service.timing.Lengths;
import io.fleetfoot.service.timing.Outcomes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Hosts as they are and not as a forecast takes them to be: it lets them go down, come back, fail
 * and fall silent, one after the other. It shares no code with the forecaster.
 *
 * @param seconds how long a host is down in the middle
 * @param failing the share of hosts that fail but speak
 * @param silent the share of hosts that never speak again
 * @param windowStart at which second of the day the nightly window begins
 * @param windowSeconds how long it lasts; a whole day if there is none
 */
record World(
    Noise noise,
    double seconds,
    double failing,
    double silent,
    int windowStart,
    int windowSeconds) {

  static final int DAY = 86_400;
  static final int LOST_AFTER = 600;
  private static final int LONGEST = 400 * DAY;

  /** What a campaign asks of the world. */
  record Order(List<Integer> waves, int atOnce, int waveSoak, double neededSeconds) {}

  /** What was seen of earlier reboots. */
  record History(Lengths downTimes, Outcomes outcomes) {}

  /** Reboots so many hosts and remembers what a service would. */
  History history(int reboots, RandomGenerator random) {
    List<Duration> downTimes = new ArrayList<>();
    int failed = 0;
    int lost = 0;
    for (int i = 0; i < reboots; i++) {
      double fate = random.nextDouble();
      if (fate < silent) {
        lost++;
      } else if (fate < silent + failing) {
        failed++;
      } else {
        downTimes.add(Duration.ofNanos((long) (downTime(random) * 1e9)));
      }
    }
    return new History(Lengths.of(downTimes), new Outcomes(downTimes.size(), failed, lost));
  }

  /** Returns after how many seconds the campaign has ended that begins with the day's first. */
  double lastsFor(Order order, RandomGenerator random) {
    double second = 0;
    int lost = 0;
    for (int hosts : order.waves()) {
      int waiting = hosts;
      List<double[]> away = new ArrayList<>();
      while (waiting > 0 || !away.isEmpty()) {
        if (second > LONGEST || lost >= order.atOnce() && away.isEmpty()) {
          return Double.POSITIVE_INFINITY;
        }
        double now = second;
        lost += (int) away.stream().filter(host -> host[0] <= now && host[1] == 1).count();
        away.removeIf(host -> host[0] <= now);
        while (waiting > 0
            && away.size() < order.atOnce() - lost
            && isOpen(second, order.neededSeconds())) {
          away.add(leave(second, random));
          waiting--;
        }
        if (waiting > 0 || !away.isEmpty()) {
          second = nextEvent(second, away);
        }
      }
      second += order.waveSoak();
    }
    return second;
  }

  private double[] leave(double second, RandomGenerator random) {
    double fate = random.nextDouble();
    return fate < silent
        ? new double[] {second + LOST_AFTER, 1}
        : new double[] {second + downTime(random), 0};
  }

  private double downTime(RandomGenerator random) {
    return seconds * noise.draw(random);
  }

  private boolean isOpen(double second, double needed) {
    if (windowSeconds >= DAY) {
      return true;
    }
    double ofDay = second % DAY;
    return ofDay >= windowStart && ofDay + needed <= windowStart + windowSeconds;
  }

  /** Returns when the next host is back or the next window begins, or the same if neither comes. */
  private double nextEvent(double second, List<double[]> away) {
    double back = away.stream().mapToDouble(host -> host[0]).min().orElse(second);
    if (windowSeconds >= DAY) {
      return back;
    }
    double today = Math.floor(second / DAY) * DAY + windowStart;
    double begins = second < today ? today : today + DAY;
    return away.isEmpty() ? begins : Math.min(back, begins);
  }
}
