package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.Availability;
import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.fleet.Host;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A host as operators see it. */
record HostResponse(
    UUID id,
    String hostname,
    String machineId,
    Map<String, String> labels,
    AvailabilityResponse availability,
    String kernelRelease,
    String bootId,
    String commandLine,
    String architecture,
    long memoryBytes,
    List<Facts.ReservedRegion> reservedRegions,
    String agentVersion,
    Instant registeredAt,
    Instant lastSeenAt) {

  /** Whether the host counts as up or down, since when, and why. */
  record AvailabilityResponse(Availability.State state, Instant since, String reason) {

    static AvailabilityResponse of(Availability availability) {
      return new AvailabilityResponse(
          availability.state(), availability.since(), availability.reason());
    }
  }

  static HostResponse of(Host host) {
    Facts facts = host.facts();
    return new HostResponse(
        host.id().value(),
        facts.hostname(),
        facts.machineId(),
        host.labels().sorted(),
        AvailabilityResponse.of(host.availability()),
        facts.kernelRelease(),
        facts.bootId(),
        facts.commandLine(),
        facts.architecture(),
        facts.memoryBytes(),
        facts.reservedRegions(),
        facts.agentVersion(),
        host.registeredAt(),
        host.lastSeenAt());
  }
}
