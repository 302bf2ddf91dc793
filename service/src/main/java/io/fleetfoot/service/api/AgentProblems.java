package io.fleetfoot.service.api;

import io.fleetfoot.service.access.signature.SignatureRefusedException;
import io.fleetfoot.service.access.signature.SignatureRefusedException.Refusal;
import io.fleetfoot.service.scheduler.JoinTokenRefusedException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Answers what only agents do wrong with a problem detail that carries a stable code. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class AgentProblems {

  private static final String BODY_TOO_LARGE = "body-too-large";

  @ExceptionHandler
  ResponseEntity<ProblemDetail> refused(SignatureRefusedException e) {
    HttpStatus status =
        e.refusal() == Refusal.HOST_REVOKED ? HttpStatus.FORBIDDEN : HttpStatus.UNAUTHORIZED;
    return answer(status, e.refusal().code(), e.getMessage());
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> refused(JoinTokenRefusedException e) {
    return answer(HttpStatus.UNAUTHORIZED, e.code(), e.getMessage());
  }

  /** The rest of the body is not read: the connection cannot be used again. */
  @ExceptionHandler
  ResponseEntity<ProblemDetail> tooLarge(BodyTooLargeException e) {
    return ResponseEntity.status(HttpStatus.CONTENT_TOO_LARGE)
        .header(HttpHeaders.CONNECTION, "close")
        .body(problem(HttpStatus.CONTENT_TOO_LARGE, BODY_TOO_LARGE, e.getMessage()));
  }

  private static ResponseEntity<ProblemDetail> answer(
      HttpStatus status, String code, @Nullable String detail) {
    ResponseEntity.BodyBuilder answer = ResponseEntity.status(status);
    if (status == HttpStatus.UNAUTHORIZED) {
      answer.header(HttpHeaders.WWW_AUTHENTICATE, "Signature");
    }
    return answer.body(problem(status, code, detail));
  }

  private static ProblemDetail problem(HttpStatus status, String code, @Nullable String detail) {
    ProblemDetail problem = ProblemDetail.forStatus(status);
    problem.setDetail(detail);
    problem.setProperty("code", code);
    return problem;
  }
}
