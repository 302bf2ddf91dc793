package io.fleetfoot.service.api;

import io.fleetfoot.service.access.ClaimedRoles;
import io.fleetfoot.service.scheduler.ApiTokens;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Says who may ask for what: {@code /api/v1} by role, the agents' calls by the agents' own
 * authentication, health, metrics and what describes the API everybody, and nobody anything else.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

  private static final String[] OPEN = {
    "/actuator/health/**", "/actuator/prometheus", "/api/v1/openapi.json", "/problems/**"
  };
  private static final String AGENTS = "/agent/v1/**";
  private static final String PEOPLE = "/api/v1/**";

  @Bean
  AuthenticationManager credentials(
      ApiTokens tokens, ObjectProvider<JwtDecoder> jwts, ClaimedRoles roles) {
    return new Credentials(tokens, jwts.getIfAvailable(), roles);
  }

  /** Bearer tokens are not looked at here. */
  @Bean
  @Order(1)
  SecurityFilterChain openFilterChain(HttpSecurity http) throws Exception {
    http.securityMatchers(matchers -> matchers.requestMatchers(OPEN).requestMatchers(AGENTS))
        .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .headers(AbstractHttpConfigurer::disable);
    return withoutSession(http).build();
  }

  @Bean
  @Order(2)
  SecurityFilterChain apiFilterChain(
      HttpSecurity http,
      AuthenticationManager credentials,
      @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping handlers,
      @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems)
      throws Exception {
    http.authorizeHttpRequests(
            requests ->
                requests
                    .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                    .permitAll()
                    .requestMatchers(PEOPLE)
                    .access(new RoleAuthorization(handlers))
                    .anyRequest()
                    .denyAll())
        .addFilter(bearerTokens(credentials, problems))
        .exceptionHandling(
            faults ->
                faults
                    .authenticationEntryPoint(
                        (request, response, e) -> answer(problems, request, response, e))
                    .accessDeniedHandler(
                        (request, response, e) -> answer(problems, request, response, e)));
    return withoutSession(http).build();
  }

  @Bean
  RequestRejectedHandler rejectedRequests(
      @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
    return (request, response, e) -> answer(problems, request, response, e);
  }

  /** Not by the oauth2ResourceServer of the DSL, which opens a path of its own. */
  private static BearerTokenAuthenticationFilter bearerTokens(
      AuthenticationManager credentials, HandlerExceptionResolver problems) {
    BearerTokenAuthenticationFilter filter = new BearerTokenAuthenticationFilter(credentials);
    filter.setAuthenticationEntryPoint(
        (request, response, e) -> answer(problems, request, response, e));
    return filter;
  }

  private static HttpSecurity withoutSession(HttpSecurity http) throws Exception {
    return http.sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .csrf(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable);
  }

  private static void answer(
      HandlerExceptionResolver problems,
      HttpServletRequest request,
      HttpServletResponse response,
      Exception fault) {
    if (problems.resolveException(request, response, null, fault) == null) {
      throw new IllegalStateException("nothing answers " + fault, fault);
    }
  }
}
