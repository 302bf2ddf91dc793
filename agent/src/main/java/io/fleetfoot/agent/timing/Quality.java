package io.fleetfoot.agent.timing;

import java.util.Locale;

/** How good a figure is. */
public enum Quality {
  /** The difference of two readings of one clock at the named points. */
  EXACT,
  /** Not the figure itself but a limit of it: the true blackout is not longer. */
  BOUND;

  /** Returns the name in the agent protocol. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
