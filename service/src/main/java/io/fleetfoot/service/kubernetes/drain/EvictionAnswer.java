package io.fleetfoot.service.kubernetes.drain;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.StatusDetails;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the API server answered when it was asked to evict a pod. */
public sealed interface EvictionAnswer {

  /** The pod goes. */
  record Accepted() implements EvictionAnswer {}

  /** The pod is not there, or another one has its name. */
  record Gone() implements EvictionAnswer {}

  /** A PodDisruptionBudget admits no disruption now. */
  record BudgetSpent(String budget, String detail, Duration retryAfter) implements EvictionAnswer {}

  /** The API server has too much to do; it says nothing of the pod. */
  record Throttled(Duration retryAfter) implements EvictionAnswer {}

  /** Not now, for a reason that passes by itself. */
  record NotYet(String reason) implements EvictionAnswer {}

  /** Never, until somebody changes something: asking again would spin. */
  record Refused(int code, String reason) implements EvictionAnswer {}

  /** How long to wait after a 429 that does not say it: what {@code kubectl drain} waits. */
  Duration DEFAULT_RETRY = Duration.ofSeconds(5);

  Pattern BUDGET_NAME = Pattern.compile("The disruption budget (\\S+) (.*)", Pattern.DOTALL);

  /**
   * Judges an answer of the eviction subresource (kubernetes
   * pkg/registry/core/pod/storage/eviction.go).
   *
   * @param code the HTTP status
   * @param retryAfter the header of that name, in seconds
   * @param status the body, where it is a Status
   */
  static EvictionAnswer of(int code, @Nullable String retryAfter, @Nullable Status status) {
    return switch (code) {
      case 200, 201, 202 -> new Accepted();
      case 404 -> new Gone();
      case 409 -> new NotYet("it changed while it was asked to go");
      case 429 -> tooMany(retryAfter, status);
      case 503, 504 -> new NotYet(said(code, status));
      case 403 -> forbidden(status);
      default -> new Refused(code, said(code, status));
    };
  }

  private static EvictionAnswer tooMany(@Nullable String retryAfter, @Nullable Status status) {
    Duration wait = wait(retryAfter, status);
    return cause(status, "DisruptionBudget")
        .<EvictionAnswer>map(
            cause -> {
              String message = Objects.requireNonNullElse(cause.getMessage(), "");
              Matcher named = BUDGET_NAME.matcher(message);
              return named.matches()
                  ? new BudgetSpent(named.group(1), named.group(2).strip(), wait)
                  : new BudgetSpent("of unknown name", message, wait);
            })
        .orElseGet(() -> new Throttled(wait));
  }

  private static EvictionAnswer forbidden(@Nullable Status status) {
    boolean ofBudget =
        details(status)
            .map(StatusDetails::getKind)
            .filter(kind -> kind.startsWith("poddisruptionbudget"))
            .isPresent();
    return ofBudget || cause(status, "NamespaceTerminating").isPresent()
        ? new NotYet(said(403, status))
        : new Refused(403, said(403, status));
  }

  private static Duration wait(@Nullable String retryAfter, @Nullable Status status) {
    if (retryAfter != null && retryAfter.matches("[0-9]{1,6}")) {
      return Duration.ofSeconds(Long.parseLong(retryAfter));
    }
    return details(status)
        .map(StatusDetails::getRetryAfterSeconds)
        .filter(seconds -> seconds > 0)
        .map(Duration::ofSeconds)
        .orElse(DEFAULT_RETRY);
  }

  private static Optional<StatusCause> cause(@Nullable Status status, String reason) {
    return details(status).map(StatusDetails::getCauses).stream()
        .flatMap(List::stream)
        .filter(cause -> reason.equals(cause.getReason()))
        .findFirst();
  }

  private static Optional<StatusDetails> details(@Nullable Status status) {
    return Optional.ofNullable(status).map(Status::getDetails);
  }

  private static String said(int code, @Nullable Status status) {
    return Optional.ofNullable(status)
        .map(Status::getMessage)
        .orElse("the API server answered " + code);
  }
}
