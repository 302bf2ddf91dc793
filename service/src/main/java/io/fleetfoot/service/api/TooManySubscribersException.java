package io.fleetfoot.service.api;

/** This replica has no place for another event stream. */
class TooManySubscribersException extends RuntimeException {

  private static final long serialVersionUID = 1;

  TooManySubscribersException(int places) {
    super("all %d event streams of this replica are taken; try again later".formatted(places));
  }
}
