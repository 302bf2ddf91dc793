package io.fleetfoot.service.scheduler;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A gauge with a value for each set of labels. A series that stays is never registered again: a
 * scrape at that very moment would see it twice, and fail whole.
 */
final class LabelledGauge {

  private final MultiGauge gauge;
  private final Map<Tags, Number> values = new ConcurrentHashMap<>();

  LabelledGauge(MultiGauge gauge) {
    this.gauge = gauge;
  }

  /** Shows these values and no others. */
  void show(Map<Tags, ? extends Number> now) {
    values.putAll(now);
    values.keySet().retainAll(now.keySet());
    gauge.register(now.keySet().stream().map(this::row).toList());
  }

  private MultiGauge.Row<Map<Tags, Number>> row(Tags tags) {
    return MultiGauge.Row.of(
        tags, values, shown -> shown.getOrDefault(tags, Double.NaN).doubleValue());
  }
}
