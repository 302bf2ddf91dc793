package io.fleetfoot.service.api;

/** A request that cannot be taken as it is, and where in it the fault lies. */
class InvalidRequestException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String path;

  InvalidRequestException(String path, String detail) {
    super(detail);
    this.path = path;
  }

  /** Returns the JSON path of the fault, such as {@code $.waves[1]}. */
  String path() {
    return path;
  }
}
