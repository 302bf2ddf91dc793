package io.fleetfoot.agent;

import io.fleetfoot.agent.client.Report;
import io.fleetfoot.agent.client.ServiceException;
import io.fleetfoot.agent.loop.AgentEvents;
import io.fleetfoot.agent.loop.CompletedReboot;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;

/** The agent's meters, in a registry of their own. */
final class AgentMetrics implements AgentEvents {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private volatile boolean staged;

  AgentMetrics(String release, String version) {
    // Micrometer's naming takes "_info" off a gauge, so this one is made underneath it
    Info.builder()
        .name(AgentMeter.INFO.meterName())
        .help(AgentMeter.INFO.description())
        .labelNames("release", "version")
        .register(registry.getPrometheusRegistry())
        .setLabelValues(release, version);
    Gauge.builder(AgentMeter.STAGED.meterName(), () -> staged ? 1 : 0)
        .description(AgentMeter.STAGED.description())
        .register(registry);
    count(AgentMeter.POLLS, Tags.empty(), 0);
  }

  /** Returns all meters in Prometheus' text format. */
  String scrape() {
    return registry.scrape();
  }

  @Override
  public void polled() {
    count(AgentMeter.POLLS, Tags.empty(), 1);
  }

  @Override
  public void serviceFailed(ServiceException.Reason reason) {
    count(AgentMeter.SERVICE_ERRORS, Tags.of("reason", label(reason)), 1);
  }

  @Override
  public void refused(String check) {
    count(AgentMeter.REFUSALS, Tags.of("check", check), 1);
  }

  @Override
  public void failed(String step) {
    count(AgentMeter.FAILURES, Tags.of("step", step), 1);
  }

  @Override
  public void staged(boolean staged) {
    this.staged = staged;
  }

  @Override
  public void booted(CompletedReboot reboot) {
    for (Report.Phase phase : reboot.phases()) {
      gauge(
          AgentMeter.PHASE,
          phase.seconds(),
          Tags.of("phase", phase.name(), "quality", phase.quality()));
      if (phase.name().equals("blackout")) {
        gauge(
            AgentMeter.BLACKOUT,
            phase.seconds(),
            Tags.of("method", reboot.method(), "quality", phase.quality()));
      }
    }
  }

  private static String label(ServiceException.Reason reason) {
    return reason.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  private void gauge(AgentMeter meter, double value, Tags tags) {
    Gauge.builder(meter.meterName(), () -> value)
        .description(meter.description())
        .tags(tags)
        .register(registry);
  }

  private void count(AgentMeter meter, Tags tags, int times) {
    Counter.builder(meter.meterName())
        .description(meter.description())
        .tags(tags)
        .register(registry)
        .increment(times);
  }
}
