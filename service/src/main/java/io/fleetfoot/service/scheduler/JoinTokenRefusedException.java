package io.fleetfoot.service.scheduler;

/** A join token that the service knows and does not take any more. */
public class JoinTokenRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  static final String EXPIRED = "join-token-expired";
  static final String USED_UP = "join-token-used-up";
  static final String REVOKED = "join-token-revoked";

  private final String code;

  /** Makes the exception with its stable code and what is in the way. */
  public JoinTokenRefusedException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** Returns the code, such as {@code join-token-expired}. */
  public String code() {
    return code;
  }
}
