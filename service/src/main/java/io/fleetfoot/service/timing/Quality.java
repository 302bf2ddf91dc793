package io.fleetfoot.service.timing;

import java.util.Locale;

/** How good a figure is. */
public enum Quality {
  /** A difference of two readings of one clock at the named points. */
  EXACT,
  /** Not less than the true figure. */
  BOUND;

  /** Returns the quality's name on the wire and in labels. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the quality of that name on the wire, or throws IllegalArgumentException. */
  public static Quality named(String wireName) {
    for (Quality quality : values()) {
      if (quality.wireName().equals(wireName)) {
        return quality;
      }
    }
    throw new IllegalArgumentException(
        "\"%s\" is neither \"exact\" nor \"bound\"".formatted(wireName));
  }
}
