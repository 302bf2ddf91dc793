package io.fleetfoot.service.scheduler;

/** A request that does not fit how things stand, with a stable code for programs. */
public class ConflictException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String code;

  /** Makes the exception with its code and what is in the way. */
  public ConflictException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** Returns the stable code, such as {@code no-hosts-match}. */
  public String code() {
    return code;
  }
}
