package io.fleetfoot.service.rollout;

import io.fleetfoot.service.reboot.RolloutId;

/** A rollout by its id and name, where another one is told of it. */
public record OtherRollout(RolloutId id, String name) {

  /** Returns its name and its id, as people are told of it. */
  @Override
  public String toString() {
    return "rollout \"%s\" (%s)".formatted(name, id);
  }
}
