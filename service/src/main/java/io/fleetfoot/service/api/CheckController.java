package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.fleet.HostCheckup;
import io.fleetfoot.service.fleet.HostFinding;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.scheduler.HostCheckups;
import io.fleetfoot.service.scheduler.Hosts;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What the agents' checks find, for operators. */
@RestController
@Tag(name = "hosts")
class CheckController {

  private final Hosts hosts;
  private final HostCheckups checkups;

  CheckController(Hosts hosts, HostCheckups checkups) {
    this.hosts = hosts;
    this.checkups = checkups;
  }

  /** What the checks of a host's agent last found. */
  @Schema(name = "HostChecks", description = "What the checks of a host's agent last found.")
  record HostChecksResponse(
      @Schema(description = "The host's id.") UUID hostId,
      @Schema(
              description =
                  "When the agent said so, at its start or when it was another than before; absent if"
                      + " it has not said, as older agents do not.")
          @Nullable Instant reportedAt,
      @Schema(
              description =
                  "What is not as wanted, by check; none when all is well, or nothing is known.")
          List<FindingResponse> findings) {}

  /** What one check finds that is not as wanted. */
  @Schema(name = "HostFinding", description = "What one check finds that is not as wanted.")
  record FindingResponse(
      @Schema(description = "The check's stable id.", example = "reserved-region") String check,
      @Schema(
              description =
                  "`refuse` (the agent does not reboot the host by kexec), `warn` (it does, but for"
                      + " methods that the check closes), or `unknown` (the host does not say).",
              example = "refuse")
          String severity,
      @Schema(description = "What the host has.") String found,
      @Schema(description = "What the check wants.") String wanted,
      @Schema(description = "What a person can do about it.") String remedy) {

    static FindingResponse of(HostFinding finding) {
      return new FindingResponse(
          finding.check(),
          finding.severity().wireName(),
          finding.found(),
          finding.wanted(),
          finding.remedy());
    }
  }

  /** On how many hosts a check finds something. */
  @Schema(name = "CheckCount", description = "On how many hosts a check finds something.")
  record CheckCountResponse(
      @Schema(description = "The check's stable id.", example = "reserved-region") String check,
      @Schema(description = "`refuse`, `warn` or `unknown`.", example = "refuse") String severity,
      @Schema(description = "How many hosts have it.", example = "12") int hosts) {

    static CheckCountResponse of(HostCheckups.CheckCount count) {
      return new CheckCountResponse(count.check(), count.severity().wireName(), count.hosts());
    }
  }

  @GetMapping("/api/v1/hosts/{id}/checks")
  @RequiresRole(Role.VIEWER)
  @Operation(
      summary = "Show what a host's checks find",
      description =
          "Shows what the host's agent finds that is not as wanted, as `fleetfoot-agent doctor`"
              + " shows it on the host.")
  HostChecksResponse ofHost(@Parameter(description = "The host's id.") @PathVariable UUID id) {
    Optional<HostCheckup> known = checkups.find(hosts.get(new HostId(id)).id());
    return new HostChecksResponse(
        id,
        known.map(HostCheckup::reportedAt).orElse(null),
        known.stream()
            .flatMap(checkup -> checkup.findings().stream())
            .map(FindingResponse::of)
            .toList());
  }

  @GetMapping("/api/v1/checks")
  @RequiresRole(Role.VIEWER)
  @Operation(
      summary = "Count what checks find",
      description =
          "Counts on how many hosts each check finds something that is not as wanted; list the hosts"
              + " with `GET /api/v1/hosts?check=…`.")
  Items<CheckCountResponse> count() {
    return new Items<>(checkups.count().stream().map(CheckCountResponse::of).toList());
  }
}
