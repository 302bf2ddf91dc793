package io.fleetfoot.agent.command;

/** A command was called rightly and cannot be done; the message says why and what now. */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandException(String message) {
    super(message);
  }
}
