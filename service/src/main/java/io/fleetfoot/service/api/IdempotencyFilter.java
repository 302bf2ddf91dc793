package io.fleetfoot.service.api;

import io.fleetfoot.service.scheduler.IdempotencyKeys;
import io.fleetfoot.service.scheduler.IdempotencyKeys.Answer;
import io.fleetfoot.service.scheduler.IdempotencyKeys.Key;
import io.fleetfoot.service.scheduler.IdempotencyKeys.Outcome;
import io.fleetfoot.service.scheduler.ProblemCode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Does every POST of the API once under its {@code Idempotency-Key}
 * (draft-ietf-httpapi-idempotency-key-header). It stands behind authentication, because keys belong
 * to an actor. Answers that a second try may better are not kept: 401, 403, 429 and 5xx.
 */
@Component
@Order(IdempotencyFilter.ORDER)
class IdempotencyFilter extends OncePerRequestFilter {

  /** Behind Spring Security's filters, which are at -100. */
  static final int ORDER = 100;

  static final String KEY = "Idempotency-Key";
  static final String REPLAYED = "Idempotency-Replayed";

  /** How long a key and its answer are kept. */
  static final Duration KEPT = Duration.ofHours(24);

  /** How long the request may take; the copying of a kernel image is the longest. */
  private static final Duration LEASE = Duration.ofMinutes(10);

  /** How the service's own tokens look: a prefix and 256 bits. */
  private static final Pattern TOKEN = Pattern.compile("\\b[a-z]{2,8}_[A-Za-z0-9_-]{43}\\b");

  private static final Logger log = LoggerFactory.getLogger(IdempotencyFilter.class);

  private final IdempotencyKeys keys;
  private final HandlerExceptionResolver problems;

  IdempotencyFilter(
      IdempotencyKeys keys,
      @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
    this.keys = keys;
    this.problems = problems;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getMethod().equals("POST")
        || !request.getRequestURI().startsWith("/api/v1/")
        || request.getHeader(KEY) == null;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      Key key = new Key(actor(request), key(request));
      DigestedRequest digested = DigestedRequest.of(request);
      Outcome outcome = keys.claim(key, digested.digest(), LEASE, KEPT);
      if (outcome instanceof Outcome.Claimed claimed) {
        answer(key, claimed.claim(), digested.request(), response, chain);
      } else if (outcome instanceof Outcome.Answered answered) {
        replay(answered.answer(), response);
      } else {
        throw refusal(outcome);
      }
    } catch (RefusedRequestException | InvalidRequestException | DataAccessException e) {
      problems.resolveException(request, response, null, e);
    }
  }

  private void answer(
      Key key,
      UUID claim,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws ServletException, IOException {
    ContentCachingResponseWrapper kept = new ContentCachingResponseWrapper(response);
    boolean whole = false;
    try {
      chain.doFilter(request, kept);
      whole = true;
    } finally {
      if (!whole) {
        release(key, claim);
      }
    }
    keep(key, claim, request, kept);
    kept.copyBodyToResponse();
  }

  /** A database that is away takes nothing from the answer: the claim ends with its lease. */
  private void keep(
      Key key, UUID claim, HttpServletRequest request, ContentCachingResponseWrapper response) {
    try {
      String body = new String(response.getContentAsByteArray(), StandardCharsets.UTF_8);
      if (mayBeBetter(response.getStatus())) {
        keys.release(key, claim);
      } else if (isSecret(request, body)) {
        keys.keepSecret(key, claim, response.getStatus());
      } else {
        keys.keep(
            key,
            claim,
            new Answer(
                response.getStatus(),
                response.getHeader(HttpHeaders.LOCATION),
                response.getHeader(HttpHeaders.ETAG),
                response.getContentType(),
                body));
      }
    } catch (DataAccessException e) {
      log.warn("the answer under an idempotency key was given, but could not be kept", e);
    }
  }

  /** An answer with one of our tokens in it is a secret even where nobody thought to say so. */
  private static boolean isSecret(HttpServletRequest request, String body) {
    return Boolean.TRUE.equals(request.getAttribute(RequestRules.SECRET))
        || TOKEN.matcher(body).find();
  }

  private void release(Key key, UUID claim) {
    try {
      keys.release(key, claim);
    } catch (DataAccessException e) {
      log.warn("an idempotency key stays taken until its lease ends", e);
    }
  }

  private static boolean mayBeBetter(int status) {
    return status >= HttpStatus.INTERNAL_SERVER_ERROR.value()
        || status == HttpStatus.UNAUTHORIZED.value()
        || status == HttpStatus.FORBIDDEN.value()
        || status == HttpStatus.TOO_MANY_REQUESTS.value();
  }

  private static void replay(Answer answer, HttpServletResponse response) throws IOException {
    response.setStatus(answer.status());
    response.setHeader(REPLAYED, "true");
    Optional.ofNullable(answer.location())
        .ifPresent(location -> response.setHeader(HttpHeaders.LOCATION, location));
    Optional.ofNullable(answer.etag())
        .ifPresent(etag -> response.setHeader(HttpHeaders.ETAG, etag));
    Optional.ofNullable(answer.contentType()).ifPresent(response::setContentType);
    response.getOutputStream().write(answer.body().getBytes(StandardCharsets.UTF_8));
  }

  private static RefusedRequestException refusal(Outcome outcome) {
    if (outcome instanceof Outcome.Reused) {
      return new RefusedRequestException(
          ProblemCode.IDEMPOTENCY_KEY_REUSED,
          "this Idempotency-Key was sent with another request within the last %d hours"
              .formatted(KEPT.toHours()));
    } else if (outcome instanceof Outcome.SecretlyAnswered) {
      return new RefusedRequestException(
          ProblemCode.IDEMPOTENCY_SECRET_ANSWER,
          "the request was done, and its answer was a secret, which is not kept");
    }
    return new RefusedRequestException(
        ProblemCode.IDEMPOTENCY_IN_PROGRESS, "the same request is being worked on; ask again");
  }

  private static String actor(HttpServletRequest request) {
    Principal principal = request.getUserPrincipal();
    return principal == null ? "" : Objects.requireNonNullElse(principal.getName(), "");
  }

  /** The draft has the key as a quoted string; without quotes it is the same key. */
  private static String key(HttpServletRequest request) {
    String header = request.getHeader(KEY).strip();
    boolean quoted = header.length() >= 2 && header.startsWith("\"") && header.endsWith("\"");
    String key = quoted ? header.substring(1, header.length() - 1) : header;
    if (key.isEmpty() || key.length() > 255 || !key.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new RefusedRequestException(
          ProblemCode.IDEMPOTENCY_KEY_INVALID,
          "Idempotency-Key has %d characters, expected 1 to 255 visible ASCII ones"
              .formatted(key.length()));
    }
    return key;
  }
}
