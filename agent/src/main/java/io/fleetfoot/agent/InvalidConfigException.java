package io.fleetfoot.agent;

/** The agent's configuration cannot be used; the message names key, found and wanted. */
public final class InvalidConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what was found and what was wanted. */
  public InvalidConfigException(String message) {
    super(message);
  }
}
