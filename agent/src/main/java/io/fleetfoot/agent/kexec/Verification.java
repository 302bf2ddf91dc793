package io.fleetfoot.agent.kexec;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How it is made sure that what is entered is what was loaded. */
public enum Verification {
  /** The agent reads the staged bytes back through /proc/kcore just before it enters them. */
  KCORE,
  /** The launcher checks them when the old kernel is gone, and resets the host if they differ. */
  PURGATORY,
  /** Not at all. */
  NONE;

  /** Returns the one called {@code wireName} in the agent protocol. */
  public static Optional<Verification> ofWireName(String wireName) {
    return Arrays.stream(values()).filter(v -> v.wireName().equals(wireName)).findFirst();
  }

  /** Returns the name in the agent protocol. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
