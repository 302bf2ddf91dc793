package io.fleetfoot.service.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Answers who may not come in, or may not do this, in the same way as every other fault. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class AccessProblems {

  private static final String UNAUTHENTICATED = "unauthenticated";

  @ExceptionHandler
  ResponseEntity<ProblemDetail> unauthenticated(AuthenticationException e) {
    return unauthenticated(
        "Bearer",
        UNAUTHENTICATED,
        "Authorization: Bearer <token> is missing; an API token begins with fft_");
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> malformed(OAuth2AuthenticationException e) {
    return unauthenticated(
        "Bearer error=\"invalid_token\"", UNAUTHENTICATED, e.getError().getDescription());
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> refused(RefusedCredentialsException e) {
    return e.status() == HttpStatus.UNAUTHORIZED
        ? unauthenticated("Bearer error=\"invalid_token\"", e.code(), e.getMessage())
        : ResponseEntity.status(e.status())
            .body(problem(e.status(), e.code(), e.getMessage(), Map.of()));
  }

  @ExceptionHandler
  ProblemDetail forbidden(AccessDeniedException e) {
    return e instanceof AuthorizationDeniedException denied
            && denied.getAuthorizationResult() instanceof RoleDecision decision
        ? forbidden(decision)
        : problem(HttpStatus.FORBIDDEN, "forbidden", "no rule lets anybody ask for this", Map.of());
  }

  @ExceptionHandler
  ProblemDetail rejected(RequestRejectedException e) {
    return problem(
        HttpStatus.BAD_REQUEST,
        "malformed-request",
        "the request is not one that this service takes: %s".formatted(e.getMessage()),
        Map.of());
  }

  private static ProblemDetail forbidden(RoleDecision decision) {
    return problem(
        HttpStatus.FORBIDDEN,
        "forbidden",
        decision.detail(),
        decision.wanted() == null
            ? Map.of()
            : Map.of("found", decision.found(), "wanted", decision.wanted()));
  }

  private static ResponseEntity<ProblemDetail> unauthenticated(
      String challenge, String code, @Nullable String detail) {
    return ResponseEntity.status(HttpStatus.UNAUTHORIZED)
        .header(HttpHeaders.WWW_AUTHENTICATE, challenge)
        .body(problem(HttpStatus.UNAUTHORIZED, code, detail, Map.of()));
  }

  private static ProblemDetail problem(
      HttpStatus status, String code, @Nullable String detail, Map<String, ?> properties) {
    ProblemDetail problem = ProblemDetail.forStatus(status);
    problem.setDetail(detail);
    problem.setProperty("code", code);
    properties.forEach(problem::setProperty);
    return problem;
  }
}
