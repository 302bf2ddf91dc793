package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.scheduler.AgentSignatures;
import io.fleetfoot.service.scheduler.SeenHosts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Lets an agent in by the signature of its host's key, and notes that its host spoke. */
@Component
class HostAuthentication implements HandlerInterceptor, WebMvcConfigurer {

  /** The request attribute that holds the HostId of the agent that asks. */
  static final String HOST = "fleetfoot.host";

  private final AgentSignatures signatures;
  private final SeenHosts seenHosts;

  HostAuthentication(AgentSignatures signatures, SeenHosts seenHosts) {
    this.signatures = signatures;
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
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
      throws IOException {
    HostId host = signatures.authenticate(AgentRequests.signed(request));
    seenHosts.add(host);
    request.setAttribute(HOST, host);
    return true;
  }
}
