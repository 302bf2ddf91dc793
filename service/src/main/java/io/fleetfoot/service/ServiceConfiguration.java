package io.fleetfoot.service;

import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.scheduler.Assignments;
import io.fleetfoot.service.scheduler.Drains;
import io.fleetfoot.service.scheduler.FleetGauges;
import io.fleetfoot.service.scheduler.FleetMeters;
import io.fleetfoot.service.scheduler.HostCheckups;
import io.fleetfoot.service.scheduler.HostRepository;
import io.fleetfoot.service.scheduler.Hosts;
import io.fleetfoot.service.scheduler.JoinTokenRepository;
import io.fleetfoot.service.scheduler.JoinTokens;
import io.fleetfoot.service.scheduler.KernelImages;
import io.fleetfoot.service.scheduler.KnownEnrolments;
import io.fleetfoot.service.scheduler.Nudge;
import io.fleetfoot.service.scheduler.PowerCycle;
import io.fleetfoot.service.scheduler.PowerCycles;
import io.fleetfoot.service.scheduler.ProvenBoots;
import io.fleetfoot.service.scheduler.RebootRepository;
import io.fleetfoot.service.scheduler.RebootTimeouts;
import io.fleetfoot.service.scheduler.Reboots;
import io.fleetfoot.service.scheduler.Reports;
import io.fleetfoot.service.scheduler.RolloutRepository;
import io.fleetfoot.service.scheduler.RolloutSteps;
import io.fleetfoot.service.scheduler.SeenHosts;
import io.fleetfoot.service.scheduler.Sweeper;
import io.fleetfoot.service.scheduler.Ticks;
import io.fleetfoot.service.scheduler.Transactions;
import io.fleetfoot.service.scheduler.TransitionLog;
import io.fleetfoot.service.scheduler.WhyNot;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Puts the scheduler's parts together and lets them tick. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties({ServiceProperties.class, LimitsProperties.class})
class ServiceConfiguration {

  private static final Duration SLOW_TICK = Duration.ofSeconds(5);

  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean
  RandomGenerator secureRandom() {
    return new SecureRandom();
  }

  @Bean
  Transactions transactions(PlatformTransactionManager manager) {
    return new Transactions(new TransactionTemplate(manager));
  }

  @Bean
  RebootTimeouts rebootTimeouts(ServiceProperties properties) {
    ServiceProperties.Deadlines deadlines = properties.deadlines();
    return new RebootTimeouts(
        Map.of(
            RebootState.QUEUED, deadlines.queued(),
            RebootState.STAGING, deadlines.staging(),
            RebootState.READY, deadlines.ready(),
            RebootState.DRAINING, deadlines.draining(),
            RebootState.VERIFYING, deadlines.verifying(),
            RebootState.EXECUTING, deadlines.executing(),
            RebootState.POWER_CYCLING, deadlines.powerCycling(),
            RebootState.PROVING, deadlines.proving()),
        deadlines.executingFirmware());
  }

  @Bean
  PowerCycles powerCycles(
      RebootRepository reboots,
      Reboots moves,
      Transactions transactions,
      ObjectProvider<PowerCycle> powerCycle) {
    return new PowerCycles(
        reboots, moves, transactions, powerCycle.getIfAvailable(PowerCycle::none));
  }

  @Bean
  FleetMeters fleetMeters(MeterRegistry registry) {
    return new FleetMeters(registry);
  }

  @Bean
  FleetGauges fleetGauges(
      HostRepository hosts,
      HostCheckups checkups,
      RebootRepository reboots,
      RolloutRepository rollouts,
      ServiceProperties properties,
      FleetMeters meters) {
    return new FleetGauges(hosts, checkups, reboots, rollouts, properties.silence(), meters);
  }

  @Bean
  Assignments assignments(
      RebootRepository reboots, KernelImages kernelImages, ProvenBoots provenBoots) {
    return new Assignments(reboots, kernelImages, provenBoots);
  }

  @Bean
  SeenHosts seenHosts(HostRepository hosts) {
    return new SeenHosts(hosts);
  }

  @Bean
  Reboots reboots(
      RebootRepository reboots,
      HostRepository hosts,
      TransitionLog transitions,
      RebootTimeouts timeouts,
      Transactions transactions,
      Assignments assignments,
      FleetMeters meters) {
    return new Reboots(reboots, hosts, transitions, timeouts, transactions, assignments, meters);
  }

  @Bean
  Nudge nudge(Ticks ticks, Reboots reboots) {
    Nudge nudge = new Nudge(ticks::tick);
    reboots.listen(nudge::moved);
    return nudge;
  }

  @Bean
  Drains drains(
      RebootRepository reboots, Reboots moves, Transactions transactions, RandomGenerator random) {
    return new Drains(reboots, moves, transactions, random);
  }

  @Bean
  Sweeper sweeper(
      RebootRepository reboots,
      Reboots moves,
      Transactions transactions,
      ObjectProvider<PowerCycle> powerCycle,
      ServiceProperties properties,
      InstantSource clock) {
    return new Sweeper(
        reboots,
        moves,
        transactions,
        powerCycle.getIfAvailable(PowerCycle::none),
        properties.silence(),
        properties.restartGrace(),
        clock);
  }

  @Bean
  Reports reports(
      RebootRepository reboots,
      HostRepository hosts,
      HostCheckups checkups,
      Reboots moves,
      Transactions transactions,
      FleetMeters meters) {
    return new Reports(reboots, hosts, checkups, moves, transactions, meters);
  }

  @Bean
  JoinTokens joinTokens(
      JoinTokenRepository tokens,
      TransitionLog transitions,
      Transactions transactions,
      RandomGenerator random) {
    return new JoinTokens(tokens, transitions, transactions, random);
  }

  @Bean
  Hosts hosts(
      HostRepository hosts,
      RebootRepository reboots,
      Reboots moves,
      JoinTokens joinTokens,
      KnownEnrolments enrolments,
      TransitionLog transitions,
      Transactions transactions) {
    return new Hosts(hosts, reboots, moves, joinTokens, enrolments, transitions, transactions);
  }

  @Bean
  Ticks ticks(
      RolloutSteps rollouts,
      Sweeper sweeper,
      Assignments assignments,
      SeenHosts seenHosts,
      FleetGauges gauges) {
    return new Ticks(rollouts, sweeper, assignments, seenHosts, gauges);
  }

  @Bean
  SchedulingConfigurer ticking(
      Ticks ticks, PowerCycles powerCycles, WhyNot whyNot, ServiceProperties properties) {
    return tasks -> {
      tasks.addFixedDelayTask(ticks::tick, properties.tick());
      tasks.addFixedDelayTask(powerCycles::tick, properties.tick());
      tasks.addFixedDelayTask(ticks::tickSlowly, slowTick(properties.silence()));
      tasks.addFixedDelayTask(whyNot::refresh, SLOW_TICK);
    };
  }

  @Bean
  JoinTokenStart joinTokenStart(
      JoinTokens tokens, ServiceProperties properties, RandomGenerator random) {
    return new JoinTokenStart(tokens, properties, random);
  }

  /** Who speaks must be written down well before it would be held to be silent. */
  private static Duration slowTick(Duration silence) {
    Duration quarter = silence.dividedBy(4);
    return quarter.compareTo(SLOW_TICK) < 0 ? quarter : SLOW_TICK;
  }
}
