package io.fleetfoot.service;

import io.fleetfoot.service.scheduler.CurrentActor;
import io.fleetfoot.service.scheduler.HostUptimes;
import io.fleetfoot.service.scheduler.RebootTimeouts;
import io.fleetfoot.service.scheduler.RolloutRepository;
import io.fleetfoot.service.scheduler.Rollouts;
import io.fleetfoot.service.scheduler.Transactions;
import io.fleetfoot.service.scheduler.TransitionLog;
import io.fleetfoot.service.scheduler.UptimeMeters;
import io.fleetfoot.service.scheduler.UptimePolicies;
import io.fleetfoot.service.scheduler.UptimePolicyRepository;
import io.fleetfoot.service.scheduler.UptimeRounds;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.SchedulingConfigurer;

/** Puts together what keeps hosts from being up for too long, and lets it tick. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(UptimeProperties.class)
class UptimeConfiguration {

  private static final Duration TICK = Duration.ofSeconds(5);

  @Bean
  UptimePolicies uptimePolicies(
      UptimePolicyRepository policies,
      HostUptimes uptimes,
      RolloutRepository clock,
      Rollouts rollouts,
      RebootTimeouts timeouts,
      TransitionLog transitions,
      Transactions transactions,
      ServiceProperties properties) {
    return new UptimePolicies(
        policies,
        uptimes,
        clock,
        rollouts,
        timeouts,
        transitions,
        transactions,
        properties.silence());
  }

  @Bean
  UptimeRounds uptimeRounds(
      UptimePolicyRepository policies,
      HostUptimes uptimes,
      RolloutRepository clock,
      Rollouts rollouts,
      RebootTimeouts timeouts,
      TransitionLog transitions,
      Transactions transactions,
      CurrentActor actor,
      MeterRegistry registry,
      ServiceProperties properties,
      UptimeProperties uptime) {
    return new UptimeRounds(
        policies,
        uptimes,
        clock,
        rollouts,
        timeouts,
        transitions,
        transactions,
        actor,
        new UptimeMeters(registry),
        properties.silence(),
        uptime.every());
  }

  @Bean
  SchedulingConfigurer uptimeTicking(UptimeRounds rounds) {
    return tasks -> tasks.addFixedDelayTask(rounds::tick, TICK);
  }
}
