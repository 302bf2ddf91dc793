package io.fleetfoot.service;

import io.fleetfoot.service.outbound.OutboundProperties;
import io.fleetfoot.service.outbound.PrometheusProperties;
import io.fleetfoot.service.scheduler.GateMeters;
import io.fleetfoot.service.scheduler.GateRequests;
import io.fleetfoot.service.scheduler.GateRunRepository;
import io.fleetfoot.service.scheduler.GateRuns;
import io.fleetfoot.service.scheduler.GateTicks;
import io.fleetfoot.service.scheduler.KernelImages;
import io.fleetfoot.service.scheduler.MetricSource;
import io.fleetfoot.service.scheduler.RolloutRepository;
import io.fleetfoot.service.scheduler.Transactions;
import io.fleetfoot.service.scheduler.Webhooks;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Puts together what asks webhooks and metrics for rollouts, and lets it tick. */
@Configuration(proxyBeanMethods = false)
class GateConfiguration {

  /** The threads that make requests; no bean of a type that Spring would take for its own. */
  record RequestThreads(ExecutorService pool) implements AutoCloseable {

    @Override
    public void close() {
      pool.shutdownNow();
    }
  }

  @Bean
  GateMeters gateMeters(MeterRegistry registry) {
    return new GateMeters(registry);
  }

  @Bean
  GateRuns gateRuns(GateRunRepository runs, PrometheusProperties prometheus) {
    return new GateRuns(runs, prometheus.timeout());
  }

  @Bean
  RequestThreads requestThreads(OutboundProperties outbound) {
    CustomizableThreadFactory threads = new CustomizableThreadFactory("outbound-");
    threads.setDaemon(true);
    return new RequestThreads(Executors.newFixedThreadPool(outbound.parallel(), threads));
  }

  @Bean
  GateTicks gateTicks(
      GateRunRepository runs,
      GateRuns gates,
      RolloutRepository rollouts,
      KernelImages kernelImages,
      Transactions transactions,
      Webhooks webhooks,
      MetricSource metrics,
      GateMeters meters,
      RequestThreads requestThreads,
      OutboundProperties outbound) {
    return new GateTicks(
        runs,
        gates,
        rollouts,
        transactions,
        new GateRequests(runs, rollouts, kernelImages, transactions, webhooks, metrics, meters),
        requestThreads.pool(),
        outbound.parallel());
  }

  @Bean
  SchedulingConfigurer gateTicking(GateTicks ticks, ServiceProperties properties) {
    return tasks -> tasks.addFixedDelayTask(ticks::tick, properties.tick());
  }
}
