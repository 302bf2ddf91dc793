package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.scheduler.Hosts;
import io.fleetfoot.service.scheduler.SeenHosts;
import io.fleetfoot.service.scheduler.Token;
import io.fleetfoot.service.scheduler.UnauthenticatedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Lets an agent in by its host token, and notes that its host spoke. */
@Component
class HostAuthentication implements HandlerInterceptor, WebMvcConfigurer {

  /** The request attribute that holds the HostId of the agent that asks. */
  static final String HOST = "fleetfoot.host";

  private static final String BEARER = "Bearer ";

  private final Hosts hosts;
  private final SeenHosts seenHosts;

  HostAuthentication(Hosts hosts, SeenHosts seenHosts) {
    this.hosts = hosts;
    this.seenHosts = seenHosts;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry
        .addInterceptor(this)
        .addPathPatterns("/agent/v1/**")
        .excludePathPatterns("/agent/v1/register");
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (authorization == null
        || !authorization.startsWith(BEARER)
        || authorization.substring(BEARER.length()).isBlank()) {
      throw new UnauthenticatedException("Authorization: Bearer <hostToken> is missing");
    }
    HostId host = hosts.authenticate(new Token(authorization.substring(BEARER.length()).strip()));
    seenHosts.add(host);
    request.setAttribute(HOST, host);
    return true;
  }
}
