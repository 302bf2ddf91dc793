package io.fleetfoot.service.scheduler;

/** A token that the service knows and takes no more, with a stable code for programs. */
public class TokenRefusedException extends UnauthenticatedException {

  private static final long serialVersionUID = 1;

  private final String code;

  /** Makes the exception with its code and when the token ended. */
  public TokenRefusedException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** Returns the stable code: {@code token-expired} or {@code token-revoked}. */
  public String code() {
    return code;
  }
}
