package io.fleetfoot.service.scheduler;

/** What was to be changed is not as the one who asked for the change had seen it. */
public class VersionMismatchException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /**
   * Makes the exception for the named thing, the version that was expected and the one there is.
   */
  public VersionMismatchException(String what, long expected, long found) {
    super("%s is at version %d, expected %d".formatted(what, found, expected));
  }
}
