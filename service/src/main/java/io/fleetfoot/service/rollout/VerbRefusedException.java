package io.fleetfoot.service.rollout;

/** A verb that does not fit how the rollout stands. */
public class VerbRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Why why;

  /** What kind of misfit it is. */
  public enum Why {
    ENDED,
    OTHER_STATE,
    WAVE_NOT_DONE,
    APPROVER_IS_AUTHOR
  }

  VerbRefusedException(Why why, String message) {
    super(message);
    this.why = why;
  }

  /** Returns what kind of misfit it is. */
  public Why why() {
    return why;
  }
}
