package io.fleetfoot.service.window;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a calendar says of an instant: open or closed, because of what, and when that changes; no
 * change within {@link MaintenanceCalendar#LOOKAHEAD} is no known change.
 */
public record Openness(Cause cause, String reason, @Nullable Instant changesAt) {

  /** Who has the say, the weakest first: each overrules those before it. */
  public enum Cause {
    /** There is no ALLOW window, so the calendar is open where nothing closes it. */
    ALWAYS_OPEN(true),
    /** There are ALLOW windows, and this is in none of them. */
    OUTSIDE_WINDOWS(false),
    /** An ALLOW window. */
    ALLOWED(true),
    /** A DENY window. */
    DENIED(false),
    /** A freeze. */
    FROZEN(false);

    private final boolean open;

    Cause(boolean open) {
      this.open = open;
    }

    /** Says whether hosts may go down. */
    public boolean isOpen() {
      return open;
    }
  }

  /** Says whether hosts may go down. */
  public boolean isOpen() {
    return cause.isOpen();
  }

  /** Returns when a closed calendar opens next. */
  public Optional<Instant> opensAt() {
    return isOpen() ? Optional.empty() : Optional.ofNullable(changesAt);
  }

  /** Returns when an open calendar closes next. */
  public Optional<Instant> closesAt() {
    return isOpen() ? Optional.ofNullable(changesAt) : Optional.empty();
  }
}
