package io.fleetfoot.service.api;

/** What {@code If-Match} names is not as it was any more. */
class PreconditionFailedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String current;

  PreconditionFailedException(String message, String current) {
    super(message);
    this.current = current;
  }

  /** Returns the entity tag of how it is now. */
  String current() {
    return current;
  }
}
