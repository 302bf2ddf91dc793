package io.fleetfoot.service.kubernetes;

/** A spec that asks for what cannot be; the message begins with the path of the bad value. */
class InvalidSpecException extends RuntimeException {

  private static final long serialVersionUID = 1;

  InvalidSpecException(String path, String message) {
    super(path + ": " + message);
  }
}
