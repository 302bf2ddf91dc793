package io.fleetfoot.agent.lab;

/**
 * Something the lab needs is not as it must be; the message says what was found, wanted and where
 * to look.
 */
public final class LabException extends RuntimeException {

  /** Says what went wrong. */
  public LabException(String message) {
    super(message);
  }

  /** Says what went wrong and why. */
  public LabException(String message, Throwable cause) {
    super(message, cause);
  }
}
