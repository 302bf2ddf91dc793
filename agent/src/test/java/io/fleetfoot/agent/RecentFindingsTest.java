package io.fleetfoot.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentFindingsTest {

  private final AtomicInteger examinations = new AtomicInteger();
  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);
  private final RecentFindings findings =
      new RecentFindings(
          () -> {
            examinations.incrementAndGet();
            return List.of();
          },
          Duration.ofSeconds(30),
          nanoTime::get);

  @Test
  void doesNotLookAgainSoon() {
    findings.get();
    nanoTime.addAndGet(Duration.ofSeconds(30).toNanos() - 1);
    findings.get();

    assertThat(examinations).hasValue(1);
  }

  @Test
  void looksAgainAfterAWhile() {
    findings.get();
    nanoTime.addAndGet(Duration.ofSeconds(30).toNanos());
    findings.get();

    assertThat(examinations).hasValue(2);
  }
}
