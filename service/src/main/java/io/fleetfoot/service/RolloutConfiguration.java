package io.fleetfoot.service;

import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.rollout.RolloutTimeouts;
import io.fleetfoot.service.rollout.spec.Circumstances;
import io.fleetfoot.service.scheduler.Admissions;
import io.fleetfoot.service.scheduler.Attempts;
import io.fleetfoot.service.scheduler.CurrentActor;
import io.fleetfoot.service.scheduler.CurrentCircumstances;
import io.fleetfoot.service.scheduler.FleetMeters;
import io.fleetfoot.service.scheduler.FleetView;
import io.fleetfoot.service.scheduler.HostCheckups;
import io.fleetfoot.service.scheduler.HostDownTimes;
import io.fleetfoot.service.scheduler.HostFits;
import io.fleetfoot.service.scheduler.HostGates;
import io.fleetfoot.service.scheduler.HostLoad;
import io.fleetfoot.service.scheduler.HostRepository;
import io.fleetfoot.service.scheduler.KernelImages;
import io.fleetfoot.service.scheduler.OutboundRules;
import io.fleetfoot.service.scheduler.Plans;
import io.fleetfoot.service.scheduler.RebootRepository;
import io.fleetfoot.service.scheduler.RebootTimeouts;
import io.fleetfoot.service.scheduler.Reboots;
import io.fleetfoot.service.scheduler.RolloutGates;
import io.fleetfoot.service.scheduler.RolloutMoves;
import io.fleetfoot.service.scheduler.RolloutObserver;
import io.fleetfoot.service.scheduler.RolloutRepository;
import io.fleetfoot.service.scheduler.RolloutSteps;
import io.fleetfoot.service.scheduler.RolloutVerbs;
import io.fleetfoot.service.scheduler.Rollouts;
import io.fleetfoot.service.scheduler.TimingGate;
import io.fleetfoot.service.scheduler.TimingGates;
import io.fleetfoot.service.scheduler.TimingSamples;
import io.fleetfoot.service.scheduler.Transactions;
import io.fleetfoot.service.scheduler.TransitionLog;
import io.fleetfoot.service.scheduler.WhatIfs;
import io.fleetfoot.service.scheduler.WhyNot;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together what decides about rollouts, plays them through and does what was decided. */
@Configuration(proxyBeanMethods = false)
class RolloutConfiguration {

  @Bean
  RolloutTimeouts rolloutTimeouts(ServiceProperties properties) {
    ServiceProperties.RolloutDeadlines deadlines = properties.rollouts();
    return new RolloutTimeouts(
        deadlines.longest(), deadlines.paused(), deadlines.approval(), deadlines.rollingBack());
  }

  @Bean
  RolloutObserver rolloutObserver(
      RolloutRepository rollouts, ObjectProvider<RolloutGates> gates, HostGates hostGates) {
    return new RolloutObserver(
        rollouts, RolloutGates.all(gates.orderedStream().toList()), hostGates);
  }

  @Bean
  Attempts attempts(
      RebootRepository reboots,
      HostRepository hosts,
      KernelImages kernelImages,
      RebootTimeouts timeouts) {
    return new Attempts(reboots, hosts, kernelImages, timeouts);
  }

  @Bean
  RolloutVerbs rolloutVerbs(
      RolloutRepository rollouts,
      RebootRepository reboots,
      RolloutMoves moves,
      Reboots rebootMoves,
      Attempts attempts,
      RolloutTimeouts timeouts,
      Transactions transactions,
      CurrentActor actor) {
    return new RolloutVerbs(
        rollouts, reboots, moves, rebootMoves, attempts, timeouts, transactions, actor);
  }

  @Bean
  RolloutMoves rolloutMoves(
      RolloutRepository rollouts,
      TransitionLog transitions,
      Transactions transactions,
      FleetMeters meters) {
    return new RolloutMoves(rollouts, transitions, transactions, meters);
  }

  @Bean
  Rollouts rollouts(
      RolloutRepository rollouts,
      RebootRepository reboots,
      HostRepository hosts,
      KernelImages kernelImages,
      Admissions admissions,
      RolloutVerbs verbs,
      RebootTimeouts timeouts,
      Transactions transactions,
      RolloutObserver observer,
      OutboundRules outbound) {
    return new Rollouts(
        rollouts,
        reboots,
        hosts,
        kernelImages,
        admissions,
        verbs,
        timeouts,
        transactions,
        observer,
        outbound);
  }

  @Bean
  Circumstances circumstances(
      RolloutRepository rollouts, KernelImages kernelImages, OutboundRules outbound) {
    return new CurrentCircumstances(rollouts, kernelImages, outbound);
  }

  @Bean
  Admissions admissions(
      FleetView fleet,
      RolloutRepository rollouts,
      LimitsProperties limits,
      HostFits fits,
      RolloutTimeouts timeouts,
      FleetMeters meters,
      RebootTimeouts rebootTimeouts,
      ServiceProperties properties) {
    return new Admissions(
        fleet,
        rollouts,
        limits.toLimits(),
        fits,
        timeouts,
        meters,
        properties.silence(),
        rebootTimeouts.of(RebootState.STAGING));
  }

  @Bean
  HostFits hostFits(HostDownTimes downTimes, TimingSamples samples, InstantSource clock) {
    return new HostFits(downTimes, samples, clock);
  }

  @Bean
  Plans plans(
      HostRepository hosts,
      KernelImages kernelImages,
      Admissions admissions,
      Transactions transactions) {
    return new Plans(hosts, kernelImages, admissions, transactions);
  }

  @Bean
  WhyNot whyNot(
      RolloutRepository rollouts,
      RebootRepository reboots,
      HostRepository hosts,
      HostCheckups checkups,
      Admissions admissions,
      RolloutObserver observer,
      FleetMeters meters) {
    return new WhyNot(rollouts, reboots, hosts, checkups, admissions, observer, meters);
  }

  @Bean
  TimingGate timingGate(TimingSamples samples) {
    return new TimingGate(samples);
  }

  @Bean
  TimingGates timingGates(TimingGate gate) {
    return new TimingGates(gate);
  }

  @Bean
  WhatIfs whatIfs(
      HostRepository hosts,
      RolloutRepository rollouts,
      KernelImages kernelImages,
      Admissions admissions,
      RolloutTimeouts timeouts,
      RebootTimeouts rebootTimeouts,
      Transactions transactions) {
    return new WhatIfs(
        hosts, rollouts, kernelImages, admissions, timeouts, rebootTimeouts, transactions);
  }

  @Bean
  HostDownTimes hostDownTimes(TimingSamples samples) {
    return new HostDownTimes(samples);
  }

  @Bean
  RolloutSteps rolloutSteps(
      RolloutRepository rollouts,
      RebootRepository reboots,
      Reboots rebootMoves,
      RolloutMoves rolloutMoves,
      Admissions admissions,
      RolloutObserver observer,
      TimingGates timing,
      RolloutTimeouts timeouts,
      Attempts attempts,
      ObjectProvider<HostLoad> load,
      Transactions transactions,
      FleetMeters meters,
      RandomGenerator random) {
    return new RolloutSteps(
        rollouts,
        reboots,
        rebootMoves,
        rolloutMoves,
        admissions,
        observer,
        timing,
        timeouts,
        attempts,
        load.getIfAvailable(HostLoad::none),
        transactions,
        meters,
        random);
  }
}
