package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Actor;
import io.fleetfoot.service.access.Role;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Holds a request to the {@link RequiresRole} of the handler method that is to answer it, before a
 * byte of its body is read.
 */
final class RoleAuthorization implements AuthorizationManager<RequestAuthorizationContext> {

  private final RequestMappingHandlerMapping handlers;

  RoleAuthorization(RequestMappingHandlerMapping handlers) {
    this.handlers = handlers;
  }

  /** Lets everybody whom it knows find out that nothing answers, or not in that way. */
  @Override
  public AuthorizationResult authorize(
      Supplier<? extends @Nullable Authentication> authentication,
      RequestAuthorizationContext context) {
    if (!(authentication.get() instanceof ApiAuthentication known)) {
      return new AuthorizationDecision(false);
    }
    Actor actor = known.identity().actor();
    Object handler = handler(context.getRequest());
    if (handler instanceof HandlerMethod method) {
      RequiresRole rule = method.getMethodAnnotation(RequiresRole.class);
      return new RoleDecision(actor, rule == null ? null : rule.value());
    }
    return new RoleDecision(actor, Role.VIEWER);
  }

  private @Nullable Object handler(HttpServletRequest request) {
    if (!ServletRequestPathUtils.hasParsedRequestPath(request)) {
      ServletRequestPathUtils.parseAndCache(request);
    }
    try {
      HandlerExecutionChain chain = handlers.getHandler(request);
      return chain == null ? null : chain.getHandler();
    } catch (ServletException e) {
      return null; // no such method or media type here: the dispatcher will say so
    } catch (Exception e) {
      throw new IllegalStateException("cannot find the handler of " + request.getRequestURI(), e);
    }
  }
}
