package io.fleetfoot.agent.preflight;

import java.util.Locale;

/** What a finding means for a reboot of this host. */
public enum Severity {
  /** As wanted. */
  OK,
  /** A reboot goes on, and a person should know. */
  WARN,
  /** The agent does not reboot this host. */
  REFUSE,
  /** The host does not say. */
  UNKNOWN;

  /** Returns the word of the table, of the JSON and of the metric's label. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
