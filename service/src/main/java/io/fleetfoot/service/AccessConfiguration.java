package io.fleetfoot.service;

import io.fleetfoot.service.access.ClaimedRoles;
import io.fleetfoot.service.scheduler.ApiTokenRepository;
import io.fleetfoot.service.scheduler.ApiTokens;
import io.fleetfoot.service.scheduler.CurrentActor;
import io.fleetfoot.service.scheduler.Token;
import io.fleetfoot.service.scheduler.Transactions;
import io.fleetfoot.service.scheduler.TransitionLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** Puts together what knows people and programs. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AccessProperties.class)
class AccessConfiguration {

  private static final Duration FLUSH = Duration.ofMinutes(1);

  @Bean
  CurrentActor currentActor() {
    return new CurrentActor();
  }

  @Bean(destroyMethod = "flush")
  ApiTokens apiTokens(
      ApiTokenRepository tokens,
      TransitionLog transitions,
      Transactions transactions,
      CurrentActor actor,
      RandomGenerator random,
      InstantSource clock,
      AccessProperties properties) {
    return new ApiTokens(
        tokens,
        transitions,
        transactions,
        actor,
        random,
        clock,
        Optional.ofNullable(properties.adminToken()).map(Token::new));
  }

  @Bean
  ClaimedRoles claimedRoles(AccessProperties properties) {
    return new ClaimedRoles(properties.oidc().rolesClaim(), properties.oidc().roleMapping());
  }

  @Bean
  FirstAdminToken firstAdminToken(ApiTokens tokens, ObjectProvider<JwtDecoder> jwts) {
    return new FirstAdminToken(tokens, jwts.getIfAvailable() != null);
  }

  @Bean
  SchedulingConfigurer lastUses(ApiTokens tokens) {
    return tasks -> tasks.addFixedDelayTask(tokens::flush, FLUSH);
  }
}
