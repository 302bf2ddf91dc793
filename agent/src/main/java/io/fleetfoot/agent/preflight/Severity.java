package io.fleetfoot.agent.preflight;

import java.util.Locale;

/** What a finding means for a reboot of this host. */
public enum Severity {
  /** As wanted. */
  OK,
  /** A person should know; the finding says whether it closes methods. */
  WARN,
  /** No method of kexec is left, because of this. */
  REFUSE,
  /** The host does not say. */
  UNKNOWN;

  /** Returns the word of the table, of the JSON and of the metric's label. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
