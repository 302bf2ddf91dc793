package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LabelledGaugeTest {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final LabelledGauge gauge =
      new LabelledGauge(MultiGauge.builder("hosts").register(registry));

  @Test
  void showsTheLastValuesAndNoOthers() {
    gauge.show(Map.of(Tags.of("state", "up"), 3, Tags.of("state", "down"), 1));
    gauge.show(Map.of(Tags.of("state", "up"), 4));

    assertThat(registry.scrape()).contains("hosts{state=\"up\"} 4.0").doesNotContain("down");
  }

  @Test
  void showsAgainWhatWasGone() {
    gauge.show(Map.of(Tags.of("state", "up"), 3));
    gauge.show(Map.of());
    gauge.show(Map.of(Tags.of("state", "up"), 5));

    assertThat(registry.scrape()).contains("hosts{state=\"up\"} 5.0");
  }

  @Test
  void canBeScrapedWhileItChanges() {
    CompletableFuture<Void> changes =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 20_000; i++) {
                gauge.show(Map.of(Tags.of("state", "up"), i, Tags.of("state", "down"), i));
              }
            });

    while (!changes.isDone()) {
      assertThat(registry.scrape()).doesNotContain("NaN");
    }

    changes.join();
  }
}
