package io.fleetfoot.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.agent.preflight.Finding;
import io.fleetfoot.agent.preflight.Severity;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PeriodicCheckupTest {
  private static final Duration INTERVAL = Duration.ofMinutes(5);

  private final AtomicInteger examinations = new AtomicInteger();
  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);
  private final PeriodicCheckup checkup =
      new PeriodicCheckup(
          () -> List.of(finding(examinations.incrementAndGet())), INTERVAL, nanoTime::get);

  @Test
  void knowsNothingBeforeTheFirstLook() {
    assertThat(checkup.latest()).isEmpty();
    assertThat(examinations).hasValue(0);
  }

  @Test
  void looksNotAgainUntilItIsTime() {
    checkup.lookWhenDue();
    nanoTime.addAndGet(INTERVAL.toNanos() - 1);
    checkup.lookWhenDue();
    assertThat(checkup.latest()).contains(List.of(finding(1)));
    nanoTime.addAndGet(1);
    checkup.lookWhenDue();
    assertThat(checkup.latest()).contains(List.of(finding(2)));
  }

  @Test
  void doesNotLookBecauseSomebodyAsks() {
    checkup.lookWhenDue();
    nanoTime.addAndGet(10 * INTERVAL.toNanos());
    assertThat(checkup.latest()).contains(List.of(finding(1)));
    assertThat(examinations).hasValue(1);
  }

  private static Finding finding(int number) {
    return new Finding("lockdown", Severity.REFUSE, "look " + number, "[none]", "");
  }
}
