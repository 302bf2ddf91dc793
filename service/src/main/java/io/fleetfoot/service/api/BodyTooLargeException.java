package io.fleetfoot.service.api;

/** A request whose body is longer than any that is expected. */
class BodyTooLargeException extends RuntimeException {

  private static final long serialVersionUID = 1;

  BodyTooLargeException(int most) {
    super("the body is longer than %d bytes, the most that an agent has to say".formatted(most));
  }
}
