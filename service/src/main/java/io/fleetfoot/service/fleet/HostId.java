package io.fleetfoot.service.fleet;

import java.util.Objects;
import java.util.UUID;

/** The service's own name of a host, the same for as long as its machine-id is. */
public record HostId(UUID value) implements Comparable<HostId> {

  public HostId {
    Objects.requireNonNull(value, "host id");
  }

  /** Returns the id that the text spells, or throws IllegalArgumentException. */
  public static HostId parse(String text) {
    return new HostId(UUID.fromString(text));
  }

  @Override
  public int compareTo(HostId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
