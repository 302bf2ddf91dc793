package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Actor;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.scheduler.CurrentActor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.AsyncHandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Lets whoever asks act on the thread that answers. */
@Component
class ActorOfRequest implements AsyncHandlerInterceptor, WebMvcConfigurer {

  private final CurrentActor actor;

  ActorOfRequest(CurrentActor actor) {
    this.actor = actor;
  }

  /** Comes after those that find out which host's agent asks. */
  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this).order(Ordered.LOWEST_PRECEDENCE);
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (request.getAttribute(HostAuthentication.HOST) instanceof HostId host) {
      actor.enter(Actor.agent(host.toString()));
    } else if (SecurityContextHolder.getContext().getAuthentication()
        instanceof ApiAuthentication known) {
      actor.enter(known.identity().actor());
    }
    return true;
  }

  @Override
  public void afterCompletion(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable Exception fault) {
    actor.leave();
  }

  @Override
  public void afterConcurrentHandlingStarted(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    actor.leave();
  }
}
