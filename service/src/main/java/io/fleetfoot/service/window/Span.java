package io.fleetfoot.service.window;

import java.time.Instant;
import java.util.Comparator;

/** A time [from, to) that somebody named has a say about. */
record Span(Instant from, Instant to, Openness.Cause cause, String name) {

  /** Who is heard first: the stronger cause, then who holds longer. */
  static final Comparator<Span> BY_SAY =
      Comparator.comparing(Span::cause)
          .thenComparing(Span::to)
          .reversed()
          .thenComparing(Span::from)
          .thenComparing(Span::name);
}
