package io.fleetfoot.service.reboot;

import java.util.Locale;

/** Where the staged bytes are checked once more before they run. */
public enum Verification {
  KCORE,
  PURGATORY,
  NONE;

  /** Returns the check's name on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
