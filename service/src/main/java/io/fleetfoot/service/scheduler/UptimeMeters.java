package io.fleetfoot.service.scheduler;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Shows what was counted of uptime policies, in the meters of {@link Meters}. */
public class UptimeMeters {

  private final LabelledGauge exceeded;
  private final LabelledGauge unknown;
  private final LabelledGauge oldest;

  /** Makes the gauges in the registry. */
  public UptimeMeters(MeterRegistry registry) {
    this.exceeded = gauge(Meters.UPTIME_EXCEEDED, registry);
    this.unknown = gauge(Meters.UPTIME_UNKNOWN, registry);
    this.oldest = gauge(Meters.UPTIME_OLDEST, registry);
  }

  /** Shows the figures of the policies of these names, and of no others. */
  void show(Map<String, UptimeFigures> figures, Instant now) {
    Map<Tags, Number> exceededHosts = new HashMap<>();
    Map<Tags, Number> unknownHosts = new HashMap<>();
    Map<Tags, Number> oldestSeconds = new HashMap<>();
    figures.forEach(
        (policy, counted) -> {
          Tags tags = Tags.of("policy", policy);
          exceededHosts.put(tags, counted.exceeded());
          unknownHosts.put(tags, counted.unknown());
          Instant since = counted.oldestSince();
          if (since != null) {
            oldestSeconds.put(tags, Duration.between(since, now).toMillis() / 1e3);
          }
        });
    exceeded.show(exceededHosts);
    unknown.show(unknownHosts);
    oldest.show(oldestSeconds);
  }

  private static LabelledGauge gauge(Meters meter, MeterRegistry registry) {
    return new LabelledGauge(
        MultiGauge.builder(meter.meterName()).description(meter.sentence()).register(registry));
  }
}
