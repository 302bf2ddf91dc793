package io.fleetfoot.service.timing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of a rollout that other rollouts have.
 *
 * @param rebooting those that are down by another rollout's reboot
 * @param held those that another rollout has not rebooted yet
 */
public record Elsewhere(List<Rebooting> rebooting, List<Held> held) {

  /** What a host still has to do in this rollout: in the wave of this index among those left. */
  public record Turn(int wave, DownTimes downTimes) {}

  /**
   * A host that is down as long as its reboot by another rollout takes.
   *
   * @param turn what it does after that; absent if this rollout is done with it
   */
  public record Rebooting(ForecastWave.OnTheWay there, @Nullable Turn turn) {}

  /**
   * So many hosts that wait for another rollout.
   *
   * @param free after what time that one is done with them, each as likely
   */
  public record Held(int hosts, Lengths free, Turn turn) {}

  public Elsewhere {
    rebooting = List.copyOf(rebooting);
    held = List.copyOf(held);
  }

  /** Returns that no other rollout has a host. */
  public static Elsewhere none() {
    return new Elsewhere(List.of(), List.of());
  }

  /** Counts the hosts that go down in this rollout after another one is done with them. */
  int waiting() {
    return held.stream().mapToInt(Held::hosts).sum()
        + (int) rebooting.stream().filter(host -> host.turn() != null).count();
  }
}
