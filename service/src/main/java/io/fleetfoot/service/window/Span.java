package io.fleetfoot.service.window;

import java.time.Instant;

/** A time [from, to) that somebody named has a say about; who is heard first is the least. */
record Span(Instant from, Instant to, Openness.Cause cause, String name)
    implements Comparable<Span> {

  /** The stronger cause is heard first, then who holds longer. */
  @Override
  public int compareTo(Span other) {
    int order = other.cause.compareTo(cause);
    if (order == 0) {
      order = other.to.compareTo(to);
    }
    if (order == 0) {
      order = from.compareTo(other.from);
    }
    return order == 0 ? name.compareTo(other.name) : order;
  }
}
