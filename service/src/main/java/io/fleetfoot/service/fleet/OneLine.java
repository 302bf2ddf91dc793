package io.fleetfoot.service.fleet;

/** What a text must be that stands on one line wherever it is shown: a name, a reason. */
public final class OneLine {

  /** No control character, no other end of a line, and no half of a surrogate pair. */
  public static final String PATTERN = "[^\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]*";

  private OneLine() {}
}
