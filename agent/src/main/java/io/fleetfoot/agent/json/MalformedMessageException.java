package io.fleetfoot.agent.json;

/**
 * A JSON text does not say what it should; the message names the field, what was found and wanted.
 */
public final class MalformedMessageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says where, what was found and what was wanted. */
  public MalformedMessageException(String message) {
    super(message);
  }
}
