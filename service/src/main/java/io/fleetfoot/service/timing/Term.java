package io.fleetfoot.service.timing;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Until when a rollout goes on.
 *
 * @param deadline by when its hosts are done, or it stops; absent if that was not said
 * @param latest when it stops whatever is done by then; absent where that is not known
 * @param watched for how long before its end a host is to be up
 */
public record Term(@Nullable Instant deadline, @Nullable Instant latest, Duration watched) {

  public Term {
    if (watched.isNegative()) {
      throw new IllegalArgumentException(
          "hosts are watched for %s: it must not be negative".formatted(watched));
    }
  }

  /** Returns the term of a rollout that may take as long as it needs. */
  public static Term endless() {
    return new Term(null, null, Duration.ZERO);
  }

  /** Returns when the rollout stops at the latest, where that is known. */
  public Optional<Instant> end() {
    return Stream.of(deadline, latest)
        .filter(Objects::nonNull)
        .min(Comparator.<Instant>naturalOrder());
  }

  /** Returns by when its hosts are to be up, where that is known. */
  public Optional<Instant> up() {
    return end().map(end -> end.minus(watched));
  }
}
