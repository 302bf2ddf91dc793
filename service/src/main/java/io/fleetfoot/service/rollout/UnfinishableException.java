package io.fleetfoot.service.rollout;

/** A rollout that could never finish, and what in its spec is why. */
public class UnfinishableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String path;

  UnfinishableException(String path, String detail) {
    super(detail);
    this.path = path;
  }

  /** Returns the JSON path of what cannot be, such as {@code $.waves}. */
  public String path() {
    return path;
  }
}
