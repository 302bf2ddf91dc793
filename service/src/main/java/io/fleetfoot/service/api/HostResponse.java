package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.Availability;
import io.fleetfoot.service.fleet.Enrolment;
import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.fleet.Host;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A host as operators see it. */
record HostResponse(
    @Schema(description = "The host's id.") UUID id,
    @Schema(description = "The host's own name.") String hostname,
    @Schema(description = "The content of /etc/machine-id, which names the host for good.")
        String machineId,
    @Schema(description = "What the host's owner says of it, and a cluster of its node.")
        Map<String, String> labels,
    @Schema(description = "Whether the host counts as up in every limit.")
        AvailabilityResponse availability,
    @Schema(description = "By which key the host is known; absent before its agent made one.")
        @Nullable EnrolmentResponse enrolment,
    @Schema(description = "The release of the running kernel.", example = "6.12.57+deb13-amd64")
        String kernelRelease,
    @Schema(description = "Names the boot that the host is in.") String bootId,
    @Schema(description = "The running kernel's command line.") String commandLine,
    @Schema(description = "The machine's architecture.", example = "x86_64") String architecture,
    @Schema(description = "The memory of the host, in bytes.") long memoryBytes,
    @Schema(description = "The memory regions that the running kernel keeps for another kernel.")
        List<RegionResponse> reservedRegions,
    @Schema(description = "The version of the agent.") String agentVersion,
    @Schema(description = "When the host was first registered.") Instant registeredAt,
    @Schema(description = "When its agent last spoke, some seconds late.") Instant lastSeenAt) {

  /** Whether the host counts as up or down, since when, and why. */
  record AvailabilityResponse(
      @Schema(description = "Up, or down until it is proven to be up.") Availability.State state,
      @Schema(description = "Since when.") Instant since,
      @Schema(description = "Why: what brought it up, or what last kept it down.") String reason) {

    static AvailabilityResponse of(Availability availability) {
      return new AvailabilityResponse(
          availability.state(), availability.since(), availability.reason());
    }
  }

  /** By which key the host is known, since when, and whether it is refused. */
  record EnrolmentResponse(
      @Schema(description = "SHA-256 of the host's public key, in hexadecimal.") String keySha256,
      @Schema(description = "Since when the host is known by it.") Instant enrolledAt,
      @Schema(description = "Since when it is refused.") @Nullable Instant revokedAt) {

    static @Nullable EnrolmentResponse of(@Nullable Enrolment enrolment) {
      return enrolment == null
          ? null
          : new EnrolmentResponse(
              enrolment.key().sha256().hex(), enrolment.enrolledAt(), enrolment.revokedAt());
    }
  }

  /** A named region of memory with its first and last address, in hexadecimal as read. */
  record RegionResponse(
      @Schema(description = "Its name in /proc/iomem.", example = "Crash kernel") String name,
      @Schema(description = "Its first address, in hexadecimal.") String start,
      @Schema(description = "Its last address, in hexadecimal.") String end) {

    static RegionResponse of(Facts.ReservedRegion region) {
      return new RegionResponse(region.name(), region.start(), region.end());
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
        EnrolmentResponse.of(host.enrolment()),
        facts.kernelRelease(),
        facts.bootId(),
        facts.commandLine(),
        facts.architecture(),
        facts.memoryBytes(),
        facts.reservedRegions().stream().map(RegionResponse::of).toList(),
        facts.agentVersion(),
        host.registeredAt(),
        host.lastSeenAt());
  }
}
