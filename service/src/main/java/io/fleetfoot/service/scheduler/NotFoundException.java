package io.fleetfoot.service.scheduler;

/** Nothing of that kind has that id. */
public class NotFoundException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Makes the exception for the kind of thing and its id. */
  public NotFoundException(String kind, String id) {
    super("there is no %s %s".formatted(kind, id));
  }
}
