package io.fleetfoot.agent;

import io.fleetfoot.agent.client.Report;
import io.fleetfoot.agent.loop.CompletedReboot;
import io.fleetfoot.agent.preflight.Finding;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Shows a tally as Prometheus meters. */
final class AgentMetrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AgentTally tally;
  private final Set<AgentTally.Key> shown = ConcurrentHashMap.newKeySet();
  private final Supplier<List<Finding>> examine;
  private final MultiGauge checks;

  AgentMetrics(AgentTally tally, Supplier<List<Finding>> examine, String release, String version) {
    this.tally = tally;
    this.examine = examine;
    this.checks =
        MultiGauge.builder(AgentMeter.CHECK.meterName())
            .description(AgentMeter.CHECK.description())
            .register(registry);
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
    checks.register(examine.get().stream().map(AgentMetrics::row).toList(), true);
    return registry.scrape();
  }

  private static MultiGauge.Row<?> row(Finding finding) {
    Tags tags = Tags.of("id", finding.check(), "severity", finding.severity().word());
    return MultiGauge.Row.of(tags, 1);
  }

  private void show(AgentTally.Key key) {
    FunctionCounter.builder(key.meter().meterName(), tally, state -> state.count(key))
        .description(key.meter().description())
        .tags(key.meter().label().map(name -> Tags.of(name, key.label())).orElse(Tags.empty()))
        .register(registry);
  }

  private void show(CompletedReboot reboot) {
    for (Report.Phase phase : reboot.phases()) {
      Tags quality = Tags.of("quality", phase.quality(), "source", phase.source().orElse(""));
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
