package io.fleetfoot.service.admission;

import java.util.Locale;

/** What can say no to a host that wants to go down. */
public enum Constraint {
  HOST_UP("the host must be up, for a host that is down already cannot prove anything"),
  MAX_UNAVAILABLE("no more than maxUnavailable of the rollout's hosts may be down at a time"),
  WAVE_OPEN("the host's wave must be open"),
  HOOK("every webhook that is asked before a host must have allowed it");

  private final String sentence;

  Constraint(String sentence) {
    this.sentence = sentence;
  }

  /** Returns the constraint's name on the wire and in labels. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the rule that the constraint keeps. */
  public String sentence() {
    return sentence;
  }
}
