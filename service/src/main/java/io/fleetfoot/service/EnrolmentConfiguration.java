package io.fleetfoot.service;

import io.fleetfoot.service.scheduler.AgentSignatures;
import io.fleetfoot.service.scheduler.BlobStore;
import io.fleetfoot.service.scheduler.HostBlobs;
import io.fleetfoot.service.scheduler.HostRepository;
import io.fleetfoot.service.scheduler.KernelImages;
import io.fleetfoot.service.scheduler.KnownEnrolments;
import io.fleetfoot.service.scheduler.NonceRepository;
import io.fleetfoot.service.scheduler.RebootRepository;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.SchedulingConfigurer;

/** Puts together what knows an agent by its host's key. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AgentsProperties.class)
class EnrolmentConfiguration {

  private static final Duration FORGETTING = Duration.ofMinutes(1);

  @Bean
  KnownEnrolments knownEnrolments(HostRepository hosts, InstantSource clock) {
    return new KnownEnrolments(hosts, clock);
  }

  @Bean
  AgentSignatures agentSignatures(
      KnownEnrolments enrolments,
      NonceRepository nonces,
      AgentsProperties properties,
      InstantSource clock) {
    return new AgentSignatures(enrolments, nonces, properties.clockSkew(), clock);
  }

  @Bean
  HostBlobs hostBlobs(RebootRepository reboots, KernelImages images, BlobStore blobs) {
    return new HostBlobs(reboots, images, blobs);
  }

  @Bean
  SchedulingConfigurer forgetting(AgentSignatures signatures) {
    return tasks -> tasks.addFixedDelayTask(signatures::forgetOldNonces, FORGETTING);
  }
}
