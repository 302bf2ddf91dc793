package io.fleetfoot.service.reboot;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The ways into the next kernel, the best first. */
public enum LoadMethod {
  QUICK,
  RESERVED,
  FILE,
  NORMAL,
  FIRMWARE;

  /** Returns the method's name on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the method of that name on the wire, or nothing if a newer agent has more of them. */
  public static Optional<LoadMethod> named(String wireName) {
    return Arrays.stream(values()).filter(method -> method.wireName().equals(wireName)).findFirst();
  }
}
