package io.fleetfoot.service.admission;

import java.util.Locale;

/** What can say no to a host that wants to go down, in the order in which they are asked. */
public enum Constraint {
  OTHER_ROLLOUT("the host must not be on its way in another rollout"),
  ROLLOUT_RUNNING("the rollout must be running"),
  STAGED("the host must have staged the kernel image, and not be on its way or done"),
  WAVE_OPEN("the host's wave must be open"),
  HOST_UP(
      "the host must be up, and its agent heard of within `fleetfoot.silence`: a host that is down"
          + " already cannot prove anything, and a silent one cannot be told to go"),
  DEADLINE("the rollout's deadline must not have passed"),
  FREEZE("no freeze may hold"),
  WINDOW("a window must be open, where the rollout has windows"),
  WINDOW_FIT(
      "the host must be likely to be up again before the window closes, or a freeze or the deadline"
          + " comes: its down time's 95th percentile must fit"),
  MAX_UNAVAILABLE(
      "no more than maxUnavailable of the hosts that the rollout's selector chooses may be down at a"
          + " time, for whatever reason each is down"),
  FAILURE_DOMAIN(
      "no more hosts of a failure domain, and hosts of no more failure domains, may be down at a"
          + " time than the rollout allows"),
  MAX_PARALLEL("no more than maxParallel of the hosts may be on their way at a time"),
  FLEET_LIMIT("no limit of the whole fleet may be exceeded"),
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
