package io.fleetfoot.service.fleet;

import java.time.Instant;

/** A machine that the service knows. */
public record Host(
    HostId id,
    Facts facts,
    Labels labels,
    Availability availability,
    Instant registeredAt,
    Instant lastSeenAt) {

  /** Says whether the host counts as down. */
  public boolean isDown() {
    return availability.isDown();
  }
}
