package io.fleetfoot.service.admission;

/** Yes, or no by a named constraint with the detail of this case. */
public sealed interface Verdict {

  /** The host may go down. */
  record Yes() implements Verdict {}

  /** The host may not go down now. */
  record No(Constraint constraint, String detail) implements Verdict {}

  /** Returns yes. */
  static Verdict yes() {
    return new Yes();
  }

  /** Returns no. */
  static Verdict no(Constraint constraint, String detail) {
    return new No(constraint, detail);
  }
}
