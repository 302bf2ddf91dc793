package io.fleetfoot.service.scheduler;

/** A token that the service does not know. */
public class UnauthenticatedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Makes the exception with what is wrong and what to do. */
  public UnauthenticatedException(String message) {
    super(message);
  }
}
