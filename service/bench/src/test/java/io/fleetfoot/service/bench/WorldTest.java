package io.fleetfoot.service.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WorldTest {

  private static final int HOUR = 3600;

  @Test
  void takesAsLongAsItsHostsOneAfterTheOther() {
    World open = new World(Noise.NORMAL, 100, 0, 0, 0, World.DAY);

    assertThat(lasted(open, order(List.of(1000), 1, 0))).isCloseTo(100_000, within(2_000.0));
    assertThat(lasted(open, order(List.of(1000), 10, 0))).isCloseTo(10_000, within(300.0));
  }

  @Test
  void watchesEveryWave() {
    World open = new World(Noise.NORMAL, 100, 0, 0, 0, World.DAY);

    assertThat(lasted(open, order(List.of(500, 500), 1, 5_000)))
        .isCloseTo(110_000, within(2_000.0));
  }

  @Test
  void letsHostsGoInItsWindowAlone() {
    World nightly = new World(Noise.NORMAL, 100, 0, 0, HOUR, HOUR);

    assertThat(lasted(nightly, order(List.of(10), 1, 0))).isCloseTo(HOUR + 1_000, within(150.0));
    assertThat(lasted(nightly, order(List.of(45), 1, 0)))
        .isBetween(World.DAY + HOUR + 100.0, World.DAY + 2.0 * HOUR);
  }

  @Test
  void neverEndsOnceAllPlacesAreTakenByHostsThatNeverCameBack() {
    World silent = new World(Noise.NORMAL, 100, 0, 1, 0, World.DAY);

    assertThat(lasted(silent, order(List.of(3), 2, 0))).isInfinite();
    assertThat(lasted(silent, order(List.of(2), 2, 0))).isEqualTo(World.LOST_AFTER);
  }

  @Test
  void remembersHowItsRebootsEnded() {
    World.History history =
        new World(Noise.BIMODAL, 100, 0.2, 0.1, 0, World.DAY).history(1000, random());

    assertThat(history.downTimes().size()).isEqualTo(history.outcomes().succeeded());
    assertThat(history.outcomes().failed()).isBetween(150, 250);
    assertThat(history.outcomes().silent()).isBetween(60, 140);
  }

  private static World.Order order(List<Integer> waves, int atOnce, int soak) {
    return new World.Order(waves, atOnce, soak, 115);
  }

  private static double lasted(World world, World.Order order) {
    return world.lastsFor(order, random());
  }

  private static SplittableRandom random() {
    return new SplittableRandom(3);
  }
}
