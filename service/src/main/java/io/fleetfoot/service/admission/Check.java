package io.fleetfoot.service.admission;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one constraint says of one host, in the affirmative too.
 *
 * @param clearsAt when a constraint that blocks says yes again, where that is known
 */
public record Check(
    Constraint constraint, Status status, String detail, @Nullable Instant clearsAt) {

  /** Whether the constraint lets the host go. */
  public enum Status {
    PASSED,
    BLOCKED
  }

  /** Returns that the constraint lets the host go. */
  public static Check passed(Constraint constraint, String detail) {
    return new Check(constraint, Status.PASSED, detail, null);
  }

  /** Returns that the constraint keeps the host. */
  public static Check blocked(Verdict.No no) {
    return new Check(no.constraint(), Status.BLOCKED, no.detail(), no.clearsAt());
  }

  /** Returns yes, or no with the constraint's name. */
  public Verdict verdict() {
    return isPassed() ? Verdict.yes() : new Verdict.No(constraint, detail, clearsAt);
  }

  /** Says whether the constraint lets the host go. */
  public boolean isPassed() {
    return status == Status.PASSED;
  }
}
