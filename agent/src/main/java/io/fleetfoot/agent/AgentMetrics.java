package io.fleetfoot.agent;

import io.fleetfoot.agent.client.Report;
import io.fleetfoot.agent.loop.CompletedReboot;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Shows a tally as Prometheus meters. */
final class AgentMetrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AgentTally tally;
  private final Set<AgentTally.Key> shown = ConcurrentHashMap.newKeySet();

  AgentMetrics(AgentTally tally, String release, String version) {
    this.tally = tally;
    // Micrometer's naming takes "_info" off a gauge, so this one is made underneath it
    Info.builder()
        .name(AgentMeter.INFO.meterName())
        .help(AgentMeter.INFO.description())
        .labelNames("release", "version")
        .register(registry.getPrometheusRegistry())
        .setLabelValues(release, version);
    Gauge.builder(AgentMeter.STAGED.meterName(), () -> tally.isStaged() ? 1 : 0)
        .description(AgentMeter.STAGED.description())
        .register(registry);
    tally.reboot().ifPresent(this::show);
  }

  /** Returns all meters in Prometheus' text format. */
  String scrape() {
    tally.counts().keySet().stream().filter(shown::add).forEach(this::show);
    return registry.scrape();
  }

  private void show(AgentTally.Key key) {
    FunctionCounter.builder(key.meter().meterName(), tally, state -> state.count(key))
        .description(key.meter().description())
        .tags(key.meter().label().map(name -> Tags.of(name, key.label())).orElse(Tags.empty()))
        .register(registry);
  }

  private void show(CompletedReboot reboot) {
    for (Report.Phase phase : reboot.phases()) {
      Tags quality = Tags.of("quality", phase.quality());
      show(AgentMeter.PHASE, phase, quality.and("phase", phase.name()));
      if (phase.name().equals("blackout")) {
        show(AgentMeter.BLACKOUT, phase, quality.and("method", reboot.method()));
      }
    }
  }

  private void show(AgentMeter meter, Report.Phase phase, Tags tags) {
    Gauge.builder(meter.meterName(), phase::seconds)
        .description(meter.description())
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }
}
