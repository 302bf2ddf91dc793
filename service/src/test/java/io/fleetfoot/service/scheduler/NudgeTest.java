package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NudgeTest {

  private final AtomicInteger ticks = new AtomicInteger();

  @ParameterizedTest
  @EnumSource(
      value = RebootState.class,
      names = {"READY", "PROVING", "SUCCEEDED", "FAILED", "LOST", "ABORTED"})
  void ticksWhenSomebodyElseMayGoOn(RebootState state) {
    try (Nudge nudge = new Nudge(ticks::incrementAndGet)) {
      nudge.moved(reboot(state));
      await().until(() -> ticks.get() == 1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = RebootState.class,
      names = {"QUEUED", "STAGING", "DRAINING", "VERIFYING", "EXECUTING"})
  void doesNotTickWhenNobodyElseMayGoOn(RebootState state) {
    try (Nudge nudge = new Nudge(ticks::incrementAndGet)) {
      nudge.moved(reboot(state));
    }
    assertThat(ticks).hasValue(0);
  }

  @Test
  void sharesATickThatHasNotBegunAndTakesAnotherAfterOneThatHas() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (Nudge nudge =
        new Nudge(
            () -> {
              ticks.incrementAndGet();
              begun.countDown();
              waitFor(go);
            })) {
      nudge.moved(reboot(RebootState.SUCCEEDED));
      begun.await();
      nudge.moved(reboot(RebootState.SUCCEEDED));
      nudge.moved(reboot(RebootState.SUCCEEDED));
      go.countDown();
    }
    assertThat(ticks).hasValue(2);
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Reboot reboot(RebootState state) {
    return new Reboot(
        new RebootId(new UUID(0, 1)),
        new RolloutId(new UUID(0, 1)),
        new HostId(new UUID(0, 1)),
        0,
        new Reboot.Terms(
            new KernelImageId(new UUID(0, 1)),
            "6.12.0",
            Duration.ZERO,
            Duration.ofMinutes(1),
            DrainPolicy.full()),
        state,
        Reboot.Evidence.before("6.1.0", "boot"),
        null,
        0);
  }
}
