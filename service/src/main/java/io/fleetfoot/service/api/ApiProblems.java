package io.fleetfoot.service.api;

import io.fleetfoot.service.reboot.OutOfPlaceException;
import io.fleetfoot.service.rollout.UnfinishableException;
import io.fleetfoot.service.rollout.spec.InvalidSpecException;
import io.fleetfoot.service.scheduler.ConflictException;
import io.fleetfoot.service.scheduler.NotFoundException;
import io.fleetfoot.service.scheduler.ProblemCode;
import io.fleetfoot.service.scheduler.StorageFaults;
import io.fleetfoot.service.scheduler.UnauthenticatedException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;
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
  ProblemDetail unfinishable(UnfinishableException e) {
    return faults(List.of(new Fault(e.path(), String.valueOf(e.getMessage()))));
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
                ValueWords.mismatch(
                    e.getValue(), Objects.requireNonNullElse(e.getRequiredType(), Object.class)))));
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
    ProblemDetail problem = faults(FieldFaults.of(e));
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
            ? faults(List.of(JsonFaults.of(cause)))
            : faults(List.of(new Fault("$", "found no readable body, wanted a JSON object")));
    return handleExceptionInternal(e, problem, headers, status, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleNoResourceFoundException(
      NoResourceFoundException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    ProblemDetail problem =
        problem(
            ProblemCode.NOT_FOUND,
            "there is no %s /%s here; GET /api/v1/openapi.json lists what there is"
                .formatted(e.getHttpMethod(), ValueWords.shortened(e.getResourcePath())));
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
