package io.fleetfoot.service.reboot;

import java.util.Objects;
import java.util.UUID;

/** Names one host's one attempt. */
public record RebootId(UUID value) {

  public RebootId {
    Objects.requireNonNull(value, "reboot id");
  }

  /** Returns the id that the text spells, or throws IllegalArgumentException. */
  public static RebootId parse(String text) {
    return new RebootId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
