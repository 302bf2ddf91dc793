package io.fleetfoot.service.reboot;

import java.util.Objects;
import java.util.UUID;

/** Names the rollout that a reboot is part of. */
public record RolloutId(UUID value) {

  public RolloutId {
    Objects.requireNonNull(value, "rollout id");
  }

  /** Returns the id that the text spells, or throws IllegalArgumentException. */
  public static RolloutId parse(String text) {
    return new RolloutId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
