package io.fleetfoot.service.admission;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Yes, or no by a named constraint with the detail of this case. */
public sealed interface Verdict {

  /** The host may go down. */
  record Yes() implements Verdict {}

  /**
   * The host may not go down now.
   *
   * @param clearsAt when the constraint says yes again, where that is known
   */
  record No(Constraint constraint, String detail, @Nullable Instant clearsAt) implements Verdict {

    /** Makes a no of which nobody knows when it ends. */
    public No(Constraint constraint, String detail) {
      this(constraint, detail, null);
    }
  }

  /** Returns yes. */
  static Verdict yes() {
    return new Yes();
  }

  /** Returns no. */
  static Verdict no(Constraint constraint, String detail) {
    return new No(constraint, detail);
  }
}
