package io.fleetfoot.service.scheduler;

/** A host could not be switched off and on from outside. */
public class PowerCycleFailedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Makes the exception with what went wrong. */
  public PowerCycleFailedException(String message) {
    super(message);
  }
}
