package io.fleetfoot.service.rollout;

import io.fleetfoot.service.timing.Term;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Until when a rollout lets hosts go, for its admission and its forecast alike. */
public final class RolloutTerm {

  private RolloutTerm() {}

  /**
   * Returns the rollout's term.
   *
   * @param longest how long a rollout may run at the longest; asked only of one that waits for a
   *     human, absent where that is not known
   */
  public static Term of(Rollout rollout, @Nullable Duration longest) {
    return new Term(deadline(rollout), latest(rollout, longest), watched(rollout));
  }

  /** Returns when the rollout leaves its state by itself at the latest, if it does. */
  public static Optional<Instant> end(Rollout rollout) {
    return Stream.of(deadline(rollout), rollout.course().deadline())
        .filter(Objects::nonNull)
        .min(Comparator.<Instant>naturalOrder());
  }

  /** Hosts that go back to their previous kernel image do so beyond the deadline too. */
  private static @Nullable Instant deadline(Rollout rollout) {
    return switch (rollout.state()) {
      case RUNNING, PAUSED, AWAITING_APPROVAL -> rollout.spec().policy().deadline();
      default -> null;
    };
  }

  /** Who waits for a human has a nearer deadline for that, which is none for its hosts. */
  private static @Nullable Instant latest(Rollout rollout, @Nullable Duration longest) {
    return switch (rollout.state()) {
      case RUNNING, ROLLING_BACK -> rollout.course().deadline();
      case PAUSED, AWAITING_APPROVAL -> longest == null ? null : rollout.createdAt().plus(longest);
      default -> null;
    };
  }

  /** A host is watched by itself, and with its wave; waves that go back are not watched. */
  private static Duration watched(Rollout rollout) {
    Duration soak = rollout.spec().soak();
    return rollout.state() == RolloutState.ROLLING_BACK
        ? soak
        : soak.plus(rollout.spec().policy().waveSoak());
  }
}
