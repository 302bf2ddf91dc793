package io.fleetfoot.service.api;

import io.fleetfoot.service.reboot.OutOfPlaceException;
import io.fleetfoot.service.rollout.spec.InvalidSpecException;
import io.fleetfoot.service.scheduler.ConflictException;
import io.fleetfoot.service.scheduler.NotFoundException;
import io.fleetfoot.service.scheduler.ProblemCode;
import io.fleetfoot.service.scheduler.StorageFaults;
import io.fleetfoot.service.scheduler.UnauthenticatedException;
import java.util.List;
import java.util.Locale;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.MethodParameter;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;

/** Answers every fault with a problem detail (RFC 9457) that carries a stable code. */
@RestControllerAdvice
class ApiProblems extends ResponseEntityExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(ApiProblems.class);
  private static final String MALFORMED = ProblemCode.MALFORMED_REQUEST.wireName();

  private final StorageFaults storageFaults;

  ApiProblems(StorageFaults storageFaults) {
    this.storageFaults = storageFaults;
  }

  /** One fault in a request: its JSON path, and what is wrong there. */
  record Fault(String path, String detail) {}

  @ExceptionHandler
  ResponseEntity<ProblemDetail> unauthenticated(UnauthenticatedException e) {
    return ResponseEntity.status(HttpStatus.UNAUTHORIZED)
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
        .body(problem(ProblemCode.UNAUTHENTICATED, e.getMessage()));
  }

  @ExceptionHandler({
    CannotCreateTransactionException.class,
    DataAccessResourceFailureException.class,
    TransientDataAccessException.class
  })
  ProblemDetail databaseAway(Exception e) {
    log.warn("a request met a database that does not answer", e);
    return problem(
        ProblemCode.DATABASE_UNAVAILABLE, "the database does not answer; try again in a moment");
  }

  /**
   * Text and times that JSON can say and PostgreSQL cannot hold; what else it refuses is a fault of
   * ours.
   */
  @ExceptionHandler
  ProblemDetail unstorable(DataIntegrityViolationException e) {
    if (storageFaults.isUnstorable(e)) {
      return faults(
          List.of(new Fault("$", "holds a NUL character, or a time that cannot be kept")));
    }
    return unexpected(e);
  }

  @ExceptionHandler
  ProblemDetail undecodable(InvalidParameterException e) {
    return faults(List.of(new Fault("?", "cannot be decoded: it is no UTF-8")));
  }

  @ExceptionHandler
  ProblemDetail notFound(NotFoundException e) {
    return problem(ProblemCode.NOT_FOUND, e.getMessage());
  }

  @ExceptionHandler
  ProblemDetail outOfPlace(OutOfPlaceException e) {
    return problem(ProblemCode.REPORT_OUT_OF_PLACE, e.getMessage());
  }

  @ExceptionHandler
  ProblemDetail conflict(ConflictException e) {
    int status = ProblemCode.named(e.code()).map(ProblemCode::status).orElse(409);
    return problem(HttpStatus.valueOf(status), e.code(), e.getMessage());
  }

  @ExceptionHandler
  ProblemDetail invalid(InvalidRequestException e) {
    return faults(List.of(new Fault(e.path(), String.valueOf(e.getMessage()))));
  }

  @ExceptionHandler
  ProblemDetail invalidSpec(InvalidSpecException e) {
    return faults(
        e.faults().stream().map(fault -> new Fault(fault.path(), fault.detail())).toList());
  }

  @ExceptionHandler
  ProblemDetail refused(RefusedRequestException e) {
    ProblemDetail problem = problem(e.code(), e.getMessage());
    if (!e.faults().isEmpty()) {
      problem.setProperty("errors", e.faults());
    }
    return problem;
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> stale(PreconditionFailedException e) {
    return ResponseEntity.status(HttpStatus.PRECONDITION_FAILED)
        .eTag(e.current())
        .body(problem(ProblemCode.PRECONDITION_FAILED, e.getMessage()));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> full(TooManySubscribersException e) {
    return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
        .header(HttpHeaders.RETRY_AFTER, "30")
        .body(problem(ProblemCode.TOO_MANY_SUBSCRIBERS, e.getMessage()));
  }

  @ExceptionHandler
  ProblemDetail unparseableParameter(MethodArgumentTypeMismatchException e) {
    return faults(
        List.of(
            new Fault(
                (e.getParameter().hasParameterAnnotation(PathVariable.class) ? "/" : "?")
                    + e.getName(),
                "\"%s\" cannot be read".formatted(e.getValue()))));
  }

  @ExceptionHandler
  ProblemDetail unexpected(Exception e) {
    log.error("a request failed", e);
    return problem(ProblemCode.INTERNAL_ERROR, "the service failed; its log says why");
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
      MethodArgumentNotValidException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    String root = root(e.getParameter());
    ProblemDetail problem =
        faults(
            e.getBindingResult().getFieldErrors().stream()
                .map(error -> fault(root, error))
                .toList());
    return handleExceptionInternal(e, problem, headers, status, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    ProblemDetail problem =
        e.getCause() instanceof JacksonException cause
            ? faults(List.of(new Fault(JsonPaths.of(cause), cause.getOriginalMessage())))
            : problem(HttpStatus.BAD_REQUEST, MALFORMED, "the request has no readable body");
    return handleExceptionInternal(e, problem, headers, status, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception e,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    ResponseEntity<Object> answer =
        super.handleExceptionInternal(e, body, headers, status, request);
    if (answer != null
        && answer.getBody() instanceof ProblemDetail problem
        && (problem.getProperties() == null || !problem.getProperties().containsKey("code"))) {
      problem.setProperty("code", code(status));
    }
    return answer;
  }

  /**
   * What is in the body has a path from {@code $} on, what is in the query one behind {@code ?}.
   */
  private static Fault fault(String root, FieldError error) {
    return new Fault(
        root + error.getField(),
        error.isBindingFailure()
            ? "\"%s\" cannot be read".formatted(error.getRejectedValue())
            : String.valueOf(error.getDefaultMessage()));
  }

  private static String root(MethodParameter parameter) {
    return parameter.hasParameterAnnotation(RequestBody.class)
            || parameter.hasParameterAnnotation(RequestPart.class)
        ? "$."
        : "?";
  }

  private static ProblemDetail faults(List<Fault> faults) {
    ProblemDetail problem =
        problem(
            HttpStatus.BAD_REQUEST,
            MALFORMED,
            String.join(
                "; ", faults.stream().map(fault -> fault.path() + ": " + fault.detail()).toList()));
    problem.setProperty("errors", faults);
    return problem;
  }

  private static ProblemDetail problem(ProblemCode code, @Nullable String detail) {
    return problem(HttpStatus.valueOf(code.status()), code.wireName(), detail);
  }

  private static ProblemDetail problem(HttpStatus status, String code, @Nullable String detail) {
    ProblemDetail problem = ProblemDetail.forStatus(status);
    problem.setDetail(detail);
    problem.setProperty("code", code);
    return problem;
  }

  private static String code(HttpStatusCode status) {
    HttpStatus known = HttpStatus.resolve(status.value());
    return known == null || known == HttpStatus.BAD_REQUEST
        ? MALFORMED
        : known.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
