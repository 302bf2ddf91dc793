package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.scheduler.CurrentActor;
import io.fleetfoot.service.scheduler.Hosts;
import io.fleetfoot.service.scheduler.Listings;
import io.fleetfoot.service.scheduler.ProblemCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The hosts, for operators. */
@RestController
@RequestMapping("/api/v1/hosts")
@Tag(name = "hosts", description = "The machines that the service knows.")
class HostController {

  private static final String ID = "The host's id.";

  private final Hosts hosts;
  private final Listings listings;
  private final EntityTags tags;
  private final CurrentActor actor;

  HostController(Hosts hosts, Listings listings, EntityTags tags, CurrentActor actor) {
    this.hosts = hosts;
    this.listings = listings;
    this.tags = tags;
    this.actor = actor;
  }

  /** Why a host is declared up. */
  @Schema(description = "Why a host is declared up.")
  record DeclareUpRequest(
      @Schema(description = "Why it is true.", example = "replaced its power supply") @NotBlank String reason) {}

  /** Why the host's key is to be refused. */
  @Schema(description = "Why the host's key is to be refused.")
  record RevokeRequest(
      @Schema(description = "For the audit log.", example = "sold") @NotBlank @Size(max = 1000) String reason) {}

  @GetMapping
  @RequiresRole(Role.VIEWER)
  @Operation(summary = "List hosts", description = "Lists hosts by hostname, page by page.")
  Items<HostResponse> list(@ParameterObject @Valid HostQuery query) {
    return Items.of(
        Listing.HOSTS,
        listings.hosts(query.toFilter(), query.page(Listing.HOSTS)),
        HostResponse::of);
  }

  @GetMapping("/{id}")
  @RequiresRole(Role.VIEWER)
  @Operation(summary = "Show a host", description = "Shows a host as it is now.")
  ResponseEntity<HostResponse> get(@Parameter(description = ID) @PathVariable UUID id) {
    return tags.ok(HostResponse.of(hosts.get(new HostId(id))));
  }

  @PostMapping("/{id}/declare-up")
  @RequiresRole(Role.OPERATOR)
  @Operation(
      summary = "Declare a host up",
      description =
          "Lets a host that counts as down count as up because a person says so; the audit log keeps"
              + " who and why. One that counts as up already stays as it is, and the audit log keeps"
              + " nothing.")
  @Problems(ProblemCode.REBOOT_IN_PROGRESS)
  HostResponse declareUp(
      @Parameter(description = ID) @PathVariable UUID id,
      @Valid @RequestBody DeclareUpRequest request) {
    return HostResponse.of(hosts.declareUp(new HostId(id), actor.get().name(), request.reason()));
  }

  @PostMapping("/{id}/revoke")
  @RequiresRole(Role.ADMIN)
  @Operation(
      summary = "Revoke a host's key",
      description =
          "Refuses the host's key from now on; the host can enrol again with another key and a join"
              + " token, and stays the host that it is. Revoking again changes nothing.")
  HostResponse revoke(
      @Parameter(description = ID) @PathVariable UUID id,
      @Valid @RequestBody RevokeRequest request) {
    return HostResponse.of(hosts.revoke(new HostId(id), request.reason()));
  }
}
