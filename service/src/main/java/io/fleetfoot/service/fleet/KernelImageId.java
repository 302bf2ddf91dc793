package io.fleetfoot.service.fleet;

import java.util.Objects;
import java.util.UUID;

/** Names a kernel image. */
public record KernelImageId(UUID value) {

  public KernelImageId {
    Objects.requireNonNull(value, "kernel image id");
  }

  /** Returns the id that the text spells, or throws IllegalArgumentException. */
  public static KernelImageId parse(String text) {
    return new KernelImageId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
