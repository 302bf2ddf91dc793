package io.fleetfoot.service.outbound;

/** A request could not be made, or had no answer that could be used; the message says why. */
class OutboundException extends RuntimeException {

  private static final long serialVersionUID = 1;

  OutboundException(String message) {
    super(message);
  }
}
