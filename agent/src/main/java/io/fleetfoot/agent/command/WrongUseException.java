package io.fleetfoot.agent.command;

/** A command was called wrongly; the message says what was found and wanted. */
final class WrongUseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WrongUseException(String message) {
    super(message);
  }
}
