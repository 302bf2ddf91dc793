package io.fleetfoot.service.fleet;

import java.time.Instant;

/** Whether a host counts as up or down in every limit, since when, and why. */
public record Availability(State state, Instant since, String reason) {

  /** Up, or down until it is proven to be up. */
  public enum State {
    UP,
    DOWN
  }

  /** Says whether the host counts as down. */
  public boolean isDown() {
    return state == State.DOWN;
  }
}
